// Reads mailboxes with ews-javascript-api. Standard input: { ews, mailboxes, parallel } and either { user, password }, an account of the
// own server that may impersonate, or { authority, tenantId, clientId, clientSecret }; NODE_EXTRA_CA_CERTS names the authority to trust.
import { ewsService, readMailbox } from './lib/ews.mjs';
import { readAll, settings } from './lib/reading.mjs';
import { exchangeScope, msal, tokens } from './lib/sign-in.mjs';

const given = await settings();
const account = given.user
  ? { user: given.user, password: given.password }
  : { token: await tokens(msal(given, given.clientId, { clientSecret: given.clientSecret }), exchangeScope)() };
await readAll(given.mailboxes, given.parallel, async (mailbox) => {
  const service = ewsService(given.ews, account, mailbox);
  const folders = await readMailbox(service);
  return { folders, requests: service.requests };
});
