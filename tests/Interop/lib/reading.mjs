import { text } from 'node:stream/consumers';

/** What a program that reads mailboxes is told: one JSON object on standard input, so that no secret is on a command line. */
export const settings = async () => JSON.parse(await text(process.stdin));

/**
 * Reads mailboxes side by side and prints a line of JSON for each, then one for all: contacts, requests without those for tokens,
 * milliseconds.
 * @param read Told an address; resolves to folders with contacts and the number of requests.
 */
export async function readAll(mailboxes, parallel, read) {
  const total = { mailboxes: mailboxes.length, folders: 0, contacts: 0, requests: 0 };
  const waiting = [...mailboxes];
  const start = performance.now();
  const work = async () => {
    for (let mailbox = waiting.shift(); mailbox !== undefined; mailbox = waiting.shift()) {
      const began = performance.now();
      const { folders, requests } = await read(mailbox);
      const contacts = folders.reduce((sum, folder) => sum + folder.contacts.length, 0);
      print({ mailbox, folders: folders.length, contacts, requests }, began);
      total.folders += folders.length;
      total.contacts += contacts;
      total.requests += requests;
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
  print(total, start);
}

const print = (line, start) => console.log(JSON.stringify({ ...line, milliseconds: Math.round(performance.now() - start) }));
