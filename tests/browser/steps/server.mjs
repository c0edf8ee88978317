// The server under test, on a port that the system chooses.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Starts `groundplan serve` with an empty store, or again with the store and address of one that was stopped. Returns its address and the ways to end it. */
export async function serve(binary, again) {
  const data = again?.data ?? mkdtempSync(join(tmpdir(), 'groundplan-journey-'));
  const listen = again ? new URL(again.address).host : '127.0.0.1:0';
  return started(spawn(binary, ['serve', '--listen', listen, '--data', data], { stdio: ['ignore', 'ignore', 'pipe'] }), data);
}

/** Starts `groundplan open` on a file. */
export async function openFile(binary, file) {
  return started(spawn(binary, ['open', '--no-window', file], { stdio: ['ignore', 'ignore', 'pipe'] }));
}

/** Waits for the address that a server says. */
async function started(child, data) {
  let said = '';
  const address = await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`the server said no address: ${said}`)), 20_000);
    child.stderr.on('data', (bytes) => {
      said += bytes;
      const found = said.match(/http:\/\/127\.0\.0\.1:\d+/);
      if (found) {
        clearTimeout(late);
        resolve(found[0]);
      }
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
  });
  const stop = async () => {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.removeAllListeners('error');
    child.kill('SIGTERM');
    await gone;
  };
  const end = async () => {
    await stop();
    if (data) rmSync(data, { recursive: true, force: true });
  };
  if (said.includes('without the editor') && !process.env.GROUNDPLAN_APP) {
    await end();
    throw new Error(said);
  }
  return { address, data, stop, end };
}
