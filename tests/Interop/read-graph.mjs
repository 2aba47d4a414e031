// Reads mailboxes with @microsoft/microsoft-graph-client. Standard input: { graph, authority, tenantId, clientId, clientSecret, mailboxes,
// parallel }; NODE_EXTRA_CA_CERTS names the authority to trust.
import { graphClient, readMailbox } from './lib/graph.mjs';
import { readAll, settings } from './lib/reading.mjs';
import { graphScope, msal, tokens } from './lib/sign-in.mjs';

const given = await settings();
const getToken = tokens(msal(given, given.clientId, { clientSecret: given.clientSecret }), graphScope);
await getToken();
await readAll(given.mailboxes, given.parallel, async (mailbox) => {
  const client = graphClient(given, getToken);
  const folders = await readMailbox(client, mailbox, 999);
  return { folders, requests: client.requests };
});
