import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BatchRequestContent, BatchResponseContent, PageIterator, ResponseType } from '@microsoft/microsoft-graph-client';
import { register } from './lib/apps.mjs';
import { graphClient, list, readMailbox } from './lib/graph.mjs';
import { control, running } from './lib/sandbox.mjs';
import { graphScope, msal, tokens } from './lib/sign-in.mjs';

const sandbox = running();
const app = await register(sandbox, 'Interop Graph', { graph: ['Contacts.Read', 'User.ReadBasic.All', 'GroupMember.Read.All'] });
const getToken = tokens(msal(sandbox, app.appId, { clientSecret: app.clientSecret }), graphScope);
const client = graphClient(sandbox, getToken);
const addresses = sandbox.users.map((user) => user.address);

const ids = (contacts) => contacts.map((contact) => contact.id).sort();

test('users are listed page by page, and found by their address', async () => {
  const users = await list(client, client.api('/users').select(['id', 'mail', 'userPrincipalName']).top(5));
  assert.deepEqual(addresses.filter((address) => !users.some((user) => user.mail === address)), []);
  const [found, ...others] = await list(client, client.api('/users').filter(`mail eq '${addresses[0]}'`));
  assert.equal(found.userPrincipalName, addresses[0]);
  assert.deepEqual(others, []);
});

test('members of a group are listed, those of nested groups included', async () => {
  const [group] = await list(client, client.api('/groups').filter("displayName eq 'Phone users'").select('id'));
  const headers = { ConsistencyLevel: 'eventual' };
  const request = client.api(`/groups/${group.id}/transitiveMembers/microsoft.graph.user`).headers(headers).count().select('mail').top(5);
  const members = await list(client, request, { headers });
  assert.deepEqual(members.map((member) => member.mail).sort(), [...addresses].sort());
});

for (const address of addresses) {
  test(`${address}: small pages, large pages and deltas hold the same contacts`, async () => {
    const folders = await readMailbox(client, address, 7);
    assert.ok(folders.flatMap((folder) => folder.contacts).length >= 40);
    const large = await readMailbox(client, address, 999);
    assert.deepEqual(large.map((folder) => folder.contacts), folders.map((folder) => folder.contacts));

    for (const folder of folders) {
      const [changes, link] = await delta(client.api(`/users/${address}/contactFolders/${folder.id}/contacts/delta`));
      assert.deepEqual(ids(changes), ids(folder.contacts));
      const [nothing] = await delta(client.api(link));
      assert.deepEqual(nothing, []);
    }
  });
}

test('a delta link finds what came, and nothing else', async () => {
  const path = `/users/${addresses[0]}/contactFolders/contacts/contacts/delta`;
  const [, link] = await delta(client.api(path));
  const [added] = await control(sandbox, 'POST', `mailboxes/${addresses[0]}/contacts`, { count: 1 });
  const [changes, next] = await delta(client.api(link));
  assert.deepEqual(ids(changes), [added.id]);
  assert.deepEqual((await delta(client.api(next)))[0], []);
});

test('a batch asks all mailboxes in one request', async () => {
  const counting = graphClient(sandbox, getToken);
  // Node's Request takes whole addresses only; the library cuts off the host and leaves the path.
  const batch = new BatchRequestContent(addresses.map((address) => (
    { id: address, request: new Request(new URL(`/users/${address}/contactFolders/contacts`, sandbox.graph)) })));
  const answer = new BatchResponseContent(await counting.api('/$batch').post(await batch.getContent()));
  assert.equal(counting.requests, 1);
  for (const [index, address] of addresses.entries()) {
    const response = answer.getResponseById(address);
    assert.equal(response.status, 200);
    assert.equal((await response.json()).displayName, index % 2 === 0 ? 'Kontakte' : 'Contacts');
  }
});

test('extended properties bring what the contact lacks', async () => {
  const faxes = [];
  for (const address of addresses) {
    const contacts = await list(client, client.api(`/users/${address}/contacts`)
      .expand("singleValueExtendedProperties($filter=id eq 'String 0x3A24')").top(100));
    faxes.push(...contacts.flatMap((contact) => contact.singleValueExtendedProperties ?? []));
  }
  assert.ok(faxes.length > 0);
  for (const { id, value } of faxes) {
    assert.equal(id, 'String 0x3a24');
    assert.match(value, /\d/);
  }
});

test('a photo is there where somebody took one', async () => {
  const photos = [];
  for (const address of addresses) {
    const contacts = `/users/${address}/contacts`;
    for (const { id } of await list(client, client.api(contacts).filter("displayName eq 'Friederike Preuß'")))
      photos.push(Buffer.from(await client.api(`${contacts}/${id}/photo/$value`).responseType(ResponseType.ARRAYBUFFER).get()));
  }
  assert.ok(photos.length > 0);
  for (const photo of photos)
    assert.equal(photo.subarray(1, 4).toString(), 'PNG');
});

test('a mailbox on the own server is not Graph\'s', async () => {
  for (const { address } of sandbox.onPremisesUsers) {
    await assert.rejects(client.api(`/users/${address}/contactFolders`).get(), (error) => {
      assert.equal(error.statusCode, 404);
      assert.equal(error.code, 'MailboxNotEnabledForRESTAPI');
      return true;
    });
  }
});

/** What changed, and the link with which to ask the next time. */
async function delta(request) {
  const changes = [];
  const iterator = new PageIterator(client, await request.get(), (change) => changes.push(change));
  await iterator.iterate();
  return [changes, iterator.getDeltaLink()];
}
