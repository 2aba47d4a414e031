import { ConfidentialClientApplication } from '@azure/msal-node';

export const graphScope = 'https://graph.microsoft.com/.default';
export const exchangeScope = 'https://outlook.office365.com/.default';

/** MSAL for an app of the tenant; credential is { clientSecret } or { clientCertificate: { thumbprintSha256, privateKey } }. */
export function msal({ authority, tenantId }, clientId, credential) {
  return new ConfidentialClientApplication({
    auth: {
      clientId,
      ...credential,
      authority: `${authority}/${tenantId}`,
      // A host that is known is not asked for at login.microsoftonline.com.
      knownAuthorities: [new URL(authority).host],
    },
  });
}

/** How the clients of Graph and EWS get a token for each request; MSAL caches it. */
export function tokens(app, scope) {
  return async () => (await app.acquireTokenByClientCredential({ scopes: [scope] })).accessToken;
}
