import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import ICAL from 'ical.js';
import { root, running } from './lib/sandbox.mjs';

const shared = `${root}../shared/data/vcards`;

/** The files through the module and out again: the cards it wrote, by version. */
function written(files) {
  // It goes with the sandbox.
  const folder = mkdtempSync(join(running().folder, 'cards-'));
  execFileSync('dotnet', ['run', '--no-build', '--project', `${root}src/ContactSync.Runner`, '--',
    fileURLToPath(new URL('cards.ps1', import.meta.url)), '-Path', files.join(','), '-Folder', folder],
  { env: { ...process.env, CONTACTSYNC_HOME: folder } });
  return Object.fromEntries([3, 4].map((version) => [version, readFileSync(join(folder, `${version}.vcf`), 'utf8')]));
}

const parse = (text) => [ICAL.parse(text)].flat(text.match(/BEGIN:VCARD/g).length > 1 ? 1 : 0).map((card) => new ICAL.Component(card));

// The library leaves an escaped semicolon in a text as it stands, which both standards have unescaped.
const plain = (value) => (Array.isArray(value) ? value.join(';') : `${value ?? ''}`).replaceAll('\\;', ';').replaceAll('\r\n', '\n');

/** What a card says, as far as both versions and the library's own card say it. */
const said = (card) => ({
  name: plain(card.getFirstPropertyValue('fn')),
  parts: [card.getFirstPropertyValue('n')].flat().slice(0, 2).map(plain),
  company: plain([card.getFirstPropertyValue('org')].flat()[0]),
  note: plain(card.getFirstPropertyValue('note')),
  numbers: card.getAllProperties('tel').map((tel) => plain(tel.getFirstValue()).replace(/^tel:/, '')).sort(),
  mails: card.getAllProperties('email').map((mail) => plain(mail.getFirstValue())).sort(),
  categories: card.getAllProperties('categories').flatMap((list) => list.getValues().map(plain)),
});

const byName = (cards) => cards.map(said).sort((a, b) => (a.name < b.name ? -1 : 1));

test('cards of another library come through the module unchanged', () => {
  const texts = ['Müller', '李小龍', '😀 Anna', 'O\'Brien, jr.', 'x;y', 'zwei\nZeilen', 'lang '.repeat(40).trim(), '"Süß"', 'a:b=c'];
  const cards = texts.map((text, i) => {
    const card = new ICAL.Component('vcard');
    card.addPropertyWithValue('version', '4.0');
    card.addPropertyWithValue('uid', `urn:uuid:00000000-0000-4000-8000-00000000000${i}`);
    card.addPropertyWithValue('fn', `${i} ${text.replace('\n', ' ')}`);
    const name = card.addPropertyWithValue('n', [text.replace('\n', ' '), `Vor${i}`, '', '', '']);
    assert.equal(name.getFirstValue().length, 5);
    card.addPropertyWithValue('note', text);
    const tel = card.addPropertyWithValue('tel', `+49 30 90182${i}`);
    tel.setParameter('type', 'work');
    card.addPropertyWithValue('email', `mail${i}@contoso.example`);
    return card;
  });
  const folder = mkdtempSync(join(running().folder, 'given-'));
  const file = join(folder, 'given.vcf');
  writeFileSync(file, cards.map((card) => `${card.toString()}\r\n`).join(''));

  const found = written([file]);

  for (const version of [3, 4])
    assert.deepEqual(byName(parse(found[version])), byName(cards), `vCard ${version}.0`);
});

test('the library reads what the module wrote of real cards, the same in both versions',
  { skip: existsSync(shared) ? false : 'because the real cards are not part of the repository and do not lie beside it' }, () => {
    const files = readdirSync(shared).map((name) => join(shared, name));
    const found = written(files);
    const [three, four] = [3, 4].map((version) => parse(found[version]));
    assert.ok(three.length >= 600, `${three.length} cards`);
    assert.deepEqual(byName(three), byName(four));
    assert.ok(three.every((card) => card.getFirstPropertyValue('fn')), 'each has a name');
    assert.equal(three.filter((card) => said(card).name === '安藤 ロイド 1').length, 1);
    assert.ok(three.filter((card) => card.getFirstProperty('photo')).length >= 9, 'with their pictures');
  });
