import { Client, MiddlewareFactory, PageIterator } from '@microsoft/microsoft-graph-client';

/** A client of Graph with the library's own chain of handlers; `client.requests` counts what is sent, retries included. */
export function graphClient({ graph }, getAccessToken) {
  const [version] = graph.match(/[^/]+$/);
  const chain = MiddlewareFactory.getDefaultMiddlewareChain({ getAccessToken });
  const send = chain.at(-1);
  const execute = send.execute.bind(send);
  const client = Client.initWithMiddleware({
    middleware: chain,
    baseUrl: graph.slice(0, -version.length),
    defaultVersion: version,
    customHosts: new Set([new URL(graph).hostname]),
  });
  client.requests = 0;
  send.execute = (context) => {
    client.requests++;
    return execute(context);
  };
  return client;
}

/** All pages of a list, by the library's iterator; options go with every page but the first, whose own the request has. */
export async function list(client, request, options) {
  const items = [];
  const iterator = new PageIterator(client, await request.get(), (item) => items.push(item), options);
  await iterator.iterate();
  return items;
}

// PR_CONTAINER_CLASS: what a folder is for, which the folder of Graph does not say by itself.
const containerClass = 'String 0x3613';

/** The contact folders of a mailbox, the default one first, each with its class and its contacts. */
export async function readMailbox(client, address, pageSize = 100) {
  const ask = (path) => client.api(`/users/${address}/contactFolders${path}`);
  const withClass = (request) => request.expand(`singleValueExtendedProperties($filter=id eq '${containerClass}')`);
  const folders = [await withClass(ask('/contacts')).get(), ...await list(client, withClass(ask('')))];
  // A list has one level; what it finds is asked for its children in turn. The default folder's are among the first.
  for (let index = 1; index < folders.length; index++)
    folders.push(...await list(client, withClass(ask(`/${folders[index].id}/childFolders`))));
  for (const folder of folders) {
    folder.folderClass = folder.singleValueExtendedProperties?.[0].value;
    folder.contacts = await list(client, ask(`/${folder.id}/contacts`).top(pageSize));
  }
  return folders;
}
