import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../', import.meta.url));

const program = `${root}out/ContactSync.Sandbox/ContactSync.Sandbox.dll`;

/** Starts the shipped sandbox, which ends with its standard input. Resolves to what it says of itself, once it serves. */
export async function start(...options) {
  const child = spawn('dotnet', [program, ...options], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.done)
    throw new Error('The sandbox ended before it served. Is out/ContactSync.Sandbox built?');
  const stop = async () => {
    child.stdin.end();
    await ended;
  };
  return { sandbox: JSON.parse(first.value), stop };
}

/** The sandbox that run.mjs has started. */
export function running() {
  const text = process.env.CONTACTSYNC_INTEROP_SANDBOX;
  if (!text)
    throw new Error('There is no sandbox: run "npm test" in tests/Interop, which starts one.');
  return JSON.parse(text);
}

/** The account of the organisation's own Exchange server that may act for its mailboxes. */
export const exchangeAccount = ({ exchangeAccount: { address, password } }) => ({ user: address, password });

/** A call of the control interface; what it answers, if anything. */
export async function control(sandbox, method, path, body) {
  const response = await fetch(`${sandbox.control}/${path}`, {
    method,
    headers: { 'X-Sandbox-Key': sandbox.controlKey, 'Content-Type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok)
    throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text ? JSON.parse(text) : undefined;
}
