import assert from 'node:assert/strict';
import { test } from 'node:test';
import { register } from './lib/apps.mjs';
import * as contact from './lib/contact.mjs';
import * as ews from './lib/ews.mjs';
import * as graph from './lib/graph.mjs';
import { running } from './lib/sandbox.mjs';
import { exchangeScope, graphScope, msal, tokens } from './lib/sign-in.mjs';

const sandbox = running();
const app = await register(sandbox, 'Interop same', { graph: ['Contacts.Read'], exchange: ['full_access_as_app'] });
const client = msal(sandbox, app.appId, { clientSecret: app.clientSecret });
const account = { token: await tokens(client, exchangeScope)() };

const byId = (one, other) => one.id < other.id ? -1 : 1;
const isPersonal = (folder) => folder.folderClass === 'IPF.Contact' && !folder.isHidden;

for (const { address } of sandbox.users) {
  test(`${address} is the same over Graph and EWS, field by field`, async () => {
    const overEws = await ews.readMailbox(ews.ewsService(sandbox.ews, account, address));
    const overGraph = await graph.readMailbox(graph.graphClient(sandbox, tokens(client, graphScope)), address);
    assert.ok(overGraph.flatMap((folder) => folder.contacts).length >= 40);
    const folders = new Map(overEws.map((folder) => [contact.graphId(folder.id), folder]));
    for (const folder of overGraph) {
      const same = folders.get(folder.id);
      assert.deepEqual([same.displayName, same.folderClass], [folder.displayName, folder.folderClass]);
      assert.deepEqual(same.contacts.map(contact.ofEws).sort(byId), folder.contacts.map(contact.ofGraph).sort(byId));
    }
    const seen = new Set(overGraph.map((folder) => folder.id));
    assert.deepEqual(overEws.filter((folder) => isPersonal(folder) && !seen.has(contact.graphId(folder.id))), []);
  });
}
