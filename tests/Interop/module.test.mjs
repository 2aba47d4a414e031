import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { register } from './lib/apps.mjs';
import { ofEws, ofGraph } from './lib/contact.mjs';
import * as ews from './lib/ews.mjs';
import { graphClient, readMailbox } from './lib/graph.mjs';
import { exchangeAccount, root, running } from './lib/sandbox.mjs';
import { graphScope, msal, tokens } from './lib/sign-in.mjs';

const sandbox = running();
// It goes with the sandbox.
const folder = mkdtempSync(join(sandbox.folder, 'interop-'));
const found = join(folder, 'entries.txt');
execFileSync('dotnet', ['run', '--no-build', '--project', `${root}src/ContactSync.Runner`, '--',
  fileURLToPath(new URL('module.ps1', import.meta.url)), '-Path', found], { env: { ...process.env, CONTACTSYNC_HOME: folder } });
const entries = readFileSync(found, 'utf8').trimEnd().split('\n').map((line) => line.split('\t'));

const app = await register(sandbox, 'Interop peer', { graph: ['Contacts.Read'] });
const client = graphClient(sandbox, tokens(msal(sandbox, app.appId, { clientSecret: app.clientSecret }), graphScope));

// A hidden folder and one of another class are the mailbox's own business and no phone book's; Graph's client is shown no hidden ones.
const isPhoneBook = (folder) => folder.folderClass === 'IPF.Contact' && !folder.isHidden;
const ofPhoneBook = (folders, kind) => folders.filter(isPhoneBook).flatMap((folder) => folder[kind]);

async function readServer(address) {
  const folders = await ews.readMailbox(ews.ewsService(sandbox.ews, exchangeAccount(sandbox), address));
  // Graph has no lists; EWS has, and the module takes them by their name.
  const lists = ofPhoneBook(folders, 'lists').map((list) => ({ displayName: list.DisplayName }));
  return [...ofPhoneBook(folders, 'contacts').map(ofEws), ...lists];
}

// Who reads the same mailboxes as the module has read, one row a protocol.
const peers = [
  ['the client of Graph', sandbox.users.map((user) => user.address),
    async (address) => ofPhoneBook(await readMailbox(client, address), 'contacts').map(ofGraph)],
  ['the client of EWS', sandbox.onPremisesUsers.map((user) => user.address), readServer],
];

const numbersOf = (contact) => [contact.businessPhones, contact.homePhones, contact.mobilePhone].flat().filter(Boolean);

// By groups of digits: two numbers typed into one field are two in a phone book.
const line = (name, numbers) => [name, ...(numbers.join(' ').match(/\d+/g) ?? []).sort()].join(' ');

for (const [peer, addresses, read] of peers) {
  for (const address of addresses) {
    test(`${address}: the module finds what ${peer} finds`, async () => {
      const theirs = (await read(address)).map((contact) => line(contact.displayName, numbersOf(contact)));
      const ours = entries.filter(([owner]) => owner === address).map(([, name, ...numbers]) => line(name, numbers));
      assert.ok(theirs.length >= 40);
      assert.deepEqual(ours.sort(), theirs.sort());
    });
  }
}
