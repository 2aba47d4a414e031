// Starts a sandbox and runs the tests of this folder against it. Two processes, because node reads NODE_EXTRA_CA_CERTS when it starts,
// and the sandbox makes a certification authority for each run.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { root, start } from './lib/sandbox.mjs';

const { sandbox, stop } = await start(
  '--contacts', `${root}examples/contacts`, '--mailboxes', '12', '--on-premises-mailboxes', '6', '--contacts-per-mailbox', '40',
  '--replication-delay', '0', '--parent-process-id', `${process.pid}`);
try {
  const tests = spawn(process.execPath, ['--test', '--test-concurrency=1', '--test-reporter=tap'], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    stdio: 'inherit',
    env: { ...process.env, NODE_EXTRA_CA_CERTS: sandbox.caFile, CONTACTSYNC_INTEROP_SANDBOX: JSON.stringify(sandbox) },
  });
  [process.exitCode] = await once(tests, 'exit');
  process.exitCode ??= 1;
} finally {
  await stop();
}
