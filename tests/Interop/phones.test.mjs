import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import libphonenumber from 'google-libphonenumber';
import { root, running } from './lib/sandbox.mjs';

const { PhoneNumberFormat, PhoneNumberUtil } = libphonenumber;
const library = PhoneNumberUtil.getInstance();

const shared = `${root}../shared/data/phones/phones.tsv`;
const skip = existsSync(shared) ? false : 'because the file of real numbers is not part of the repository and does not lie beside it';

/** What the JavaScript library makes of a text: the number, its extension, and what is dialled nationally. */
function theirs(text, region) {
  try {
    const number = library.parse(text, region);
    const dialled = number.clone();
    dialled.clearExtension();
    return {
      e164: library.format(number, PhoneNumberFormat.E164),
      extension: number.getExtension() ?? '',
      isValid: library.isValidNumber(number),
      dialForm: library.formatOutOfCountryCallingNumber(dialled, region).replace(/[^\d+*#]/g, ''),
    };
  } catch {
    return { e164: '', extension: '', isValid: false, dialForm: '' };
  }
}

/** What the module makes of all rows, by the Runner. */
function ours(rows) {
  // It goes with the sandbox.
  const folder = mkdtempSync(join(running().folder, 'phones-'));
  const [given, found] = [join(folder, 'given.txt'), join(folder, 'found.txt')];
  writeFileSync(given, rows.map(({ region, text }) => `${region}\t${text}\n`).join(''));
  execFileSync('dotnet', ['run', '--no-build', '--project', `${root}src/ContactSync.Runner`, '--',
    fileURLToPath(new URL('phones.ps1', import.meta.url)), '-Path', given, '-Found', found],
  { env: { ...process.env, CONTACTSYNC_HOME: folder } });
  return readFileSync(found, 'utf8').trimEnd().split('\n').map((line) => {
    const [e164, extension, dialForm] = line.split('\t');
    return { e164, extension, dialForm };
  });
}

const show = ({ e164, extension }) => e164 + (extension.trim() && ` ext. ${extension.trim()}`);

// Which numbers are read otherwise on purpose, and why, stands in phones-differences.json; no other may be.
test('the module reads real numbers as the JavaScript library does, but for the differences listed', { skip }, () => {
  const rows = readFileSync(shared, 'utf8').trimEnd().split('\n').slice(1).map((line) => line.split('\t'))
    .filter(([, region]) => library.getCountryCodeForRegion(region) !== 0).map(([text, region]) => ({ text, region }));
  const found = ours(rows);
  assert.ok(rows.length >= 800);
  assert.equal(found.length, rows.length);

  const differences = [];
  let agreed = 0;
  rows.forEach(({ text, region }, i) => {
    const other = theirs(text, region);
    if (show(found[i]) !== show(other)) {
      differences.push({ region, text, theirs: show(other), ours: show(found[i]) });
    } else if (other.e164) {
      agreed++;
      if (other.isValid)
        assert.equal(found[i].dialForm, other.dialForm, `${text} as dialled in ${region}`);
    }
  });
  console.log(`${agreed} of ${rows.length} numbers read alike, ${differences.length} otherwise`);

  const listed = JSON.parse(readFileSync(new URL('phones-differences.json', import.meta.url), 'utf8'));
  assert.ok(listed.every(({ reason }) => reason.length > 20));
  const line = (one) => [one.region, one.text, one.theirs, one.ours].join('\t');
  assert.deepEqual(differences.map(line).sort(), listed.flatMap((group) => group.differences).map(line).sort());
});
