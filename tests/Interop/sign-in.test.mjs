import assert from 'node:assert/strict';
import { test } from 'node:test';
import { register } from './lib/apps.mjs';
import { createCertificate } from './lib/certificate.mjs';
import { running } from './lib/sandbox.mjs';
import { graphScope, msal } from './lib/sign-in.mjs';

const sandbox = running();
const certificate = createCertificate('Interop');
const app = await register(sandbox, 'Interop sign-in', { graph: ['Contacts.Read'], certificate });

const claims = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));

test('MSAL signs an app in with its secret', async () => {
  const client = msal(sandbox, app.appId, { clientSecret: app.clientSecret });
  const first = await client.acquireTokenByClientCredential({ scopes: [graphScope] });
  assert.deepEqual(claims(first.accessToken).roles, ['Contacts.Read']);
  assert.equal(claims(first.accessToken).appid, app.appId);
  assert.equal(first.fromCache, false);
  const second = await client.acquireTokenByClientCredential({ scopes: [graphScope] });
  assert.equal(second.fromCache, true);
});

test('MSAL signs an app in with its certificate', async () => {
  const { thumbprintSha256, privateKey } = certificate;
  const client = msal(sandbox, app.appId, { clientCertificate: { thumbprintSha256, privateKey } });
  const result = await client.acquireTokenByClientCredential({ scopes: [graphScope] });
  assert.equal(claims(result.accessToken).appid, app.appId);
});

test('MSAL says which secret is wrong by the number of Microsoft Entra', async () => {
  const client = msal(sandbox, app.appId, { clientSecret: 'wrong' });
  await assert.rejects(client.acquireTokenByClientCredential({ scopes: [graphScope] }), (error) => {
    assert.equal(error.name, 'ServerError');
    assert.equal(error.errorCode, 'invalid_client');
    assert.match(error.errorMessage, /AADSTS7000215/);
    return true;
  });
});

test('MSAL says that a certificate is not the app\'s', async () => {
  const { thumbprintSha256, privateKey } = createCertificate('Stranger');
  const client = msal(sandbox, app.appId, { clientCertificate: { thumbprintSha256, privateKey } });
  await assert.rejects(client.acquireTokenByClientCredential({ scopes: [graphScope] }), /AADSTS700027/);
});
