import assert from 'node:assert/strict';
import { test } from 'node:test';
import { credentials, ews, ewsService, readMailbox } from './lib/ews.mjs';
import { control, exchangeAccount, running } from './lib/sandbox.mjs';

const {
  AutodiscoverErrorCode, AutodiscoverService, Contact, ExchangeVersion, FolderId, MailboxType, PropertySet, ResolveNameSearchLocation,
  SyncFolderItemsScope, Uri, UserSettingName, WellKnownFolderName,
} = ews;

const sandbox = running();
const account = exchangeAccount(sandbox);
const addresses = sandbox.onPremisesUsers.map((user) => user.address);

const ids = (contacts) => contacts.map((contact) => contact.Id.UniqueId).sort();

test('Autodiscover (SOAP) tells the address of EWS, and who is unknown', async () => {
  // POX is not implemented in ews-javascript-api 0.15.
  const service = new AutodiscoverService(new Uri(sandbox.autodiscover), ExchangeVersion.Exchange2013_SP1);
  service.Credentials = credentials(account);
  const wanted = [UserSettingName.ExternalEwsUrl, UserSettingName.InternalEwsUrl];
  for (const address of addresses) {
    const answer = await service.GetUserSettings(address, wanted);
    assert.equal(answer.ErrorCode, AutodiscoverErrorCode.NoError);
    for (const name of wanted)
      assert.equal(answer.GetSettingValue(name), sandbox.ews);
  }
  const unknown = await service.GetUserSettings('nobody@contoso.example', wanted);
  assert.equal(unknown.ErrorCode, AutodiscoverErrorCode.InvalidUser);
});

for (const address of addresses) {
  test(`${address}: every folder and every contact is read with Basic and impersonation`, async () => {
    const folders = await readMailbox(ewsService(sandbox.ews, account, address));
    const inside = await control(sandbox, 'GET', `mailboxes/${address}`);
    const names = (items) => items.map((one) => one.DisplayName ?? one.displayName).sort();
    const shape = ({ displayName, contacts, lists }) => [displayName, names(contacts), names(lists)];
    assert.deepEqual(folders.map(shape).sort(), inside.folders.map(shape).sort());
    const contacts = folders.flatMap((folder) => folder.contacts);
    assert.ok(contacts.length >= 40);
    assert.ok(contacts.every((contact) => contact instanceof Contact));

    const small = await readMailbox(ewsService(sandbox.ews, account, address), 7);
    assert.deepEqual(ids(small.flatMap((folder) => folder.contacts)), ids(contacts));
  });
}

test('a sync state finds what came, and nothing else', async () => {
  const service = ewsService(sandbox.ews, account, addresses[0]);
  const sync = (state) => service.SyncFolderItems(
    new FolderId(WellKnownFolderName.Contacts), PropertySet.IdOnly, null, 512, SyncFolderItemsScope.NormalItems, state);
  const first = await sync(null);
  assert.equal(first.MoreChangesAvailable, false);
  assert.equal((await sync(first.SyncState)).Count, 0);
  await control(sandbox, 'POST', `mailboxes/${addresses[0]}/contacts`, { count: 1 });
  const second = await sync(first.SyncState);
  assert.equal(second.Count, 1);
  assert.equal((await sync(second.SyncState)).Count, 0);
});

test('ResolveNames finds each user by the address, with the directory\'s data', async () => {
  const service = ewsService(sandbox.ews, account);
  for (const address of addresses) {
    const found = await service.ResolveName(`smtp:${address}`, ResolveNameSearchLocation.DirectoryOnly, true);
    assert.equal(found.Count, 1);
    assert.equal(found._getItem(0).Mailbox.Address, address);
    assert.equal(found._getItem(0).Mailbox.Name, found._getItem(0).Contact.DisplayName);
  }
  assert.equal((await service.ResolveName('Field staff', ResolveNameSearchLocation.DirectoryOnly, true)).Count, 2);
  assert.equal((await service.ResolveName('qqqqqq', ResolveNameSearchLocation.DirectoryOnly, true)).Count, 0);
});

test('ExpandDL, asked again for each group it finds, gives all members', async () => {
  const service = ewsService(sandbox.ews, account);
  const [group] = (await service.ResolveName('Phone users', ResolveNameSearchLocation.DirectoryOnly, true)).items;
  const members = new Set();
  const groups = [group.Mailbox.Address];
  for (const address of groups) {
    for (const member of (await service.ExpandGroup(address)).Members) {
      if (member.MailboxType === MailboxType.Mailbox)
        members.add(member.Address);
      else if (!groups.includes(member.Address))
        groups.push(member.Address);
    }
  }
  assert.equal(groups.length, 3);
  assert.deepEqual([...members].sort(), sandbox.users.map((user) => user.address).sort());
});
