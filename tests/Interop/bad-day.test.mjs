import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { register } from './lib/apps.mjs';
import { ews, ewsService } from './lib/ews.mjs';
import { graphClient } from './lib/graph.mjs';
import { control, exchangeAccount, running } from './lib/sandbox.mjs';
import { exchangeScope, graphScope, msal, tokens } from './lib/sign-in.mjs';

const { FolderId, FolderView, PropertySet, ServiceError, SyncFolderItemsScope, WellKnownFolderName } = ews;

const sandbox = running();
const app = await register(sandbox, 'Interop bad day', { graph: ['Contacts.Read'], exchange: ['full_access_as_app'] });
const client = msal(sandbox, app.appId, { clientSecret: app.clientSecret });
const account = exchangeAccount(sandbox);
const cloud = sandbox.users[0].address;
const own = sandbox.onPremisesUsers[0].address;

const fault = (body) => control(sandbox, 'POST', 'faults', body);
const findFolders = (service) => service.FindFolders(WellKnownFolderName.Contacts, new FolderView(10));

/** How ews-javascript-api tells of a SOAP fault. */
const faulted = (code) => (error) => {
  assert.equal(ServiceError[error.responseCode], code);
  return true;
};

afterEach(() => control(sandbox, 'DELETE', 'faults'));

for (const [what, body] of [['too many', { name: 'throttle' }], ['unavailable now', { name: 'serverError', status: 503 }]]) {
  test(`a request of Graph that is ${what} is repeated by the client after Retry-After`, async () => {
    const graph = graphClient(sandbox, tokens(client, graphScope));
    await fault({ ...body, target: 'mailbox', count: 1, retryAfterSeconds: 1 });
    const start = performance.now();
    const { value } = await graph.api(`/users/${cloud}/contacts`).get();
    assert.ok(value.length > 0);
    assert.equal(graph.requests, 2);
    assert.ok(performance.now() - start >= 1000);
  });
}

test('Graph refuses what the app may not do, with a code', async () => {
  const graph = graphClient(sandbox, tokens(client, graphScope));
  await assert.rejects(graph.api('/users').get(), { statusCode: 403, code: 'Authorization_RequestDenied' });
  await assert.rejects(graph.api(`/users/${cloud}/contacts`).post({ givenName: 'Eva' }), { statusCode: 403, code: 'ErrorAccessDenied' });
});

test('an unknown mailbox is ErrorNonExistentMailbox, on both Exchanges', async () => {
  const token = await tokens(client, exchangeScope)();
  for (const either of [account, { token }])
    await assert.rejects(findFolders(ewsService(sandbox.ews, either, 'nobody@contoso.example')), faulted('ErrorNonExistentMailbox'));
  await assert.rejects(findFolders(ewsService(sandbox.ews, account, cloud)), faulted('ErrorNonExistentMailbox'));
  await assert.rejects(findFolders(ewsService(sandbox.ews, { token }, own)), faulted('ErrorNonExistentMailbox'));
});

test('a wrong password is 401', async () => {
  const wrong = { user: account.user, password: 'wrong' };
  await assert.rejects(findFolders(ewsService(sandbox.ews, wrong, own)), { HttpStatusCode: 401 });
});

test('a busy server says for how long', async () => {
  const service = ewsService(sandbox.ews, account, own);
  await fault({ name: 'throttle', target: 'ews', count: 1, retryAfterSeconds: 2 });
  await assert.rejects(findFolders(service), (error) => {
    assert.equal(error.errorDetails.get('BackOffMilliseconds'), '2000');
    return faulted('ErrorServerBusy')(error);
  });
  assert.ok((await findFolders(service)).Folders.length > 0);
});

test('a sync state that is no longer known is ErrorInvalidSyncStateData', async () => {
  const service = ewsService(sandbox.ews, account, own);
  const sync = (state) => service.SyncFolderItems(
    new FolderId(WellKnownFolderName.Contacts), PropertySet.IdOnly, null, 512, SyncFolderItemsScope.NormalItems, state);
  await assert.rejects(sync('AAAA'), (error) => {
    assert.equal(ServiceError[error.ErrorCode], 'ErrorInvalidSyncStateData');
    return true;
  });
});

test('a tenant without EWS is 403', async () => {
  const token = await tokens(client, exchangeScope)();
  await control(sandbox, 'POST', 'ews', { ewsEnabled: false });
  try {
    await assert.rejects(findFolders(ewsService(sandbox.ews, { token }, cloud)), { HttpStatusCode: 403 });
  } finally {
    await control(sandbox, 'POST', 'ews', { ewsEnabled: null });
  }
});
