import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { register } from './lib/apps.mjs';
import { exchangeAccount, running } from './lib/sandbox.mjs';

const sandbox = running();
const app = await register(sandbox, 'Interop programs', { graph: ['Contacts.Read'], exchange: ['full_access_as_app'] });

const cloud = sandbox.users.slice(0, 6).map((user) => user.address);
const onPremises = sandbox.onPremisesUsers.map((user) => user.address);
const byApp = { authority: sandbox.authority, tenantId: sandbox.tenantId, clientId: app.appId, clientSecret: app.clientSecret };
const cases = [
  ['read-graph.mjs', 'an app', { graph: sandbox.graph, ...byApp, mailboxes: cloud }],
  ['read-ews.mjs', 'an app', { ews: sandbox.ews, ...byApp, mailboxes: cloud }],
  ['read-ews.mjs', 'an account', { ews: sandbox.ews, ...exchangeAccount(sandbox), mailboxes: onPremises }],
];

for (const [program, who, given] of cases) {
  test(`${program} reads mailboxes side by side as ${who}`, () => {
    const input = JSON.stringify({ ...given, parallel: 4 });
    const file = fileURLToPath(new URL(program, import.meta.url));
    const { status, stdout, stderr } = spawnSync(process.execPath, [file], { input, encoding: 'utf8' });
    assert.deepEqual([status, stderr], [0, '']);
    const lines = stdout.trim().split('\n').map((line) => JSON.parse(line));
    const total = lines.pop();
    assert.deepEqual(lines.map((line) => line.mailbox).sort(), [...given.mailboxes].sort());
    assert.ok(lines.every((line) => line.contacts >= 40 && line.requests > 2));
    assert.equal(total.contacts, lines.reduce((sum, line) => sum + line.contacts, 0));
    assert.equal(total.requests, lines.reduce((sum, line) => sum + line.requests, 0));
  });
}
