import { graphClient, list } from './graph.mjs';
import { graphScope, msal, tokens } from './sign-in.mjs';

const graphAppId = '00000003-0000-0000-c000-000000000000';
const exchangeAppId = '00000002-0000-0ff1-ce00-000000000000';

/** The app with which an administrator sets up others. */
export function administrator(sandbox) {
  return graphClient(sandbox, tokens(msal(sandbox, sandbox.adminClientId, { clientSecret: sandbox.adminClientSecret }), graphScope));
}

/** Registers an app with application permissions of Graph and Exchange and one client secret, all consented to. */
export async function register(sandbox, displayName, { graph = [], exchange = [], certificate } = {}) {
  const client = administrator(sandbox);
  const keyCredentials = certificate
    ? [{ type: 'AsymmetricX509Cert', usage: 'Verify', key: certificate.base64, displayName }]
    : [];
  const app = await client.api('/applications').post({ displayName, signInAudience: 'AzureADMyOrg', keyCredentials });
  const principal = await client.api('/servicePrincipals').post({ appId: app.appId });
  const { secretText } = await client.api(`/applications/${app.id}/addPassword`).post({ passwordCredential: { displayName } });
  for (const [appId, values] of [[graphAppId, graph], [exchangeAppId, exchange]]) {
    if (values.length === 0)
      continue;
    const [resource] = await list(client, client.api('/servicePrincipals').filter(`appId eq '${appId}'`));
    for (const value of values) {
      const role = resource.appRoles.find((one) => one.value === value);
      await client.api(`/servicePrincipals/${resource.id}/appRoleAssignedTo`)
        .post({ principalId: principal.id, resourceId: resource.id, appRoleId: role.id });
    }
  }
  return { appId: app.appId, clientSecret: secretText };
}
