// The API before somebody who sends what its own description allows, and what it does not: no answer may be a fault of the server's.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '../browser/steps/server.mjs';

const server = await serve(process.env.GROUNDPLAN_BINARY);
const folder = mkdtempSync(join(tmpdir(), 'groundplan-contract-'));

const send = async (method, path, body) => {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(server.address + path, { method, headers, body: JSON.stringify(body) });
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${await answer.clone().text()}`);
  return answer.json();
};

// What the addresses of the description name is there, so that more than "not found" is answered.
const make = async (example) => (await send('POST', '/api/topologies', { example })).id;
const [kept, deleted] = [await make('shop'), await make('voting')];
await send('POST', `/api/topologies/${kept}/proposals`, { title: 'Change it' });
const settings = `
[parameters]
"path.id" = "${kept}"
"path.number" = 1
"path.revision" = 0
"path.thread" = 1
"path.comment" = 1
"path.path" = "compose/compose.yaml"
"path.workspace" = "main"

[[operations]]
include-name = "DELETE /api/topologies/{id}"
parameters = { "path.id" = "${deleted}" }
`;
const file = join(folder, 'schemathesis.toml');
writeFileSync(file, settings);
try {
  const ran = spawnSync(
    'schemathesis',
    [
      ...['--config-file', file, 'run', `${server.address}/api/openapi.json`],
      ...['--checks', 'not_a_server_error', '--phases', 'coverage,fuzzing', '--max-examples', process.env.SOAK ?? '5'],
      // A socket is no request, and asking the real tools takes a minute each time.
      // One worker: Python's parser of itself, which builds the texts to send, breaks where two threads call it at once.
      ...['--exclude-path-regex', 'live|verification', '--workers', '1', '--seed', process.env.SOAK_SEED ?? '1', '--no-color'],
    ],
    { encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  assert.equal(ran.status, 0, `${ran.error ?? ''}${ran.stdout}${ran.stderr}`);
  const count = Number(/(\d+) generated, \1 passed/.exec(ran.stdout)?.[1]);
  assert.ok(count > 500, `too little was asked: ${ran.stdout}`);
  const answer = await fetch(`${server.address}/api/health`);
  assert.equal(answer.status, 200);
  console.log(`${count} requests, none answered by a fault of the server's`);
  console.log('done');
} finally {
  rmSync(folder, { recursive: true, force: true });
  await server.end();
}
