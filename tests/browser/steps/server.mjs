// The server under test, on a port that the system chooses.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Starts `groundplan serve` with an empty store. Returns its address and the way to end it. */
export async function serve(binary) {
  const data = mkdtempSync(join(tmpdir(), 'groundplan-journey-'));
  const child = spawn(binary, ['serve', '--listen', '127.0.0.1:0', '--data', data], { stdio: ['ignore', 'ignore', 'pipe'] });
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
  const end = async () => {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.removeAllListeners('error');
    child.kill('SIGTERM');
    await gone;
    rmSync(data, { recursive: true, force: true });
  };
  if (said.includes('without the editor') && !process.env.GROUNDPLAN_APP) {
    await end();
    throw new Error(said);
  }
  return { address, end };
}
