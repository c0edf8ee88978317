// A rule that brings the worker of the rules down, or never ends: a new worker starts, the rule is named in the panel, the others go on.
//
// node judge.mjs: GROUNDPLAN_BINARY is the server, GROUNDPLAN_CHROMIUM the browser.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { launch, open } from './steps/browser.mjs';
import { Editor } from './steps/editor.mjs';
import { serve } from './steps/server.mjs';

const BROKEN = 'sync-cycle';
const DOCUMENT = `groundplan: 1
name: circle
nodes:
  a: { kind: service }
  b: { kind: service }
edges:
  a--b: { kind: call }
  b--a: { kind: call }
`;

/** Gives every worker of the page a script that breaks off where \`when\` says so, in the middle of the program, or does something else there. */
async function breaking(page, when, what = 'throw new Error("broken for the test")') {
  const counted = { workers: 0 };
  await page.route('**/worker.js', async (route) => {
    counted.workers += 1;
    const answer = await route.fetch();
    const own = process.env.GROUNDPLAN_APP;
    const script = own ? readFileSync(join(own, 'worker.js'), 'utf8') : await answer.text();
    const body = `${script}
      const noting = self.judging;
      self.judging = (rule) => { noting(rule); if (${when}) { ${what}; } };
      self.addEventListener("error", (event) => event.preventDefault());`;
    // The policy of the server for what a page may do, and nothing else of its answer: that may be compressed.
    const policy = answer.headers()['content-security-policy'] ?? '';
    await route.fulfill({ body, headers: { 'content-type': 'text/javascript', 'content-security-policy': policy } });
  });
  return counted;
}

async function opened(page, address, id) {
  const editor = new Editor(page);
  await page.goto(`${address}/t/${id}`);
  await editor.node('a').waitFor();
  await editor.findings();
  return editor;
}

async function journey(browser, address) {
  const created = await (await fetch(`${address}/api/topologies`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ yaml: DOCUMENT }) })).json();
  const troubles = [];

  // Without a broken rule, for comparison.
  const sound = await open(browser, address, troubles);
  const whole = await opened(sound, address, created.id);
  await whole.finding(BROKEN).waitFor();
  const others = await sound.locator('[data-finding]').evaluateAll((all) => all.map((card) => card.dataset.finding));
  assert.equal(await sound.locator('[data-failed]').count(), 0);
  await sound.close();

  // One rule breaks off: it is named, and nothing else is missing, now and after the next edit.
  const page = await open(browser, address, troubles);
  const counted = await breaking(page, `rule === ${JSON.stringify(BROKEN)}`);
  const editor = await opened(page, address, created.id);
  await page.locator(`[data-failed="${BROKEN}"]`).getByText('left out').waitFor();
  for (const key of others.filter((key) => !key.startsWith(`${BROKEN}:`))) await page.locator(`[data-finding="${key}"]`).waitFor();
  assert.equal(await editor.finding(BROKEN).count(), 0);
  assert.equal(counted.workers, 2, 'one worker broke off, one took its place');
  await editor.placeByClick('database', 'Lonely');
  await editor.findings();
  await page.locator('[data-finding*=":lonely"]').first().waitFor();
  assert.equal(counted.workers, 2, 'the rule was tried again');
  await page.close();

  // One never ends: when its time is up the worker is ended, the next one finds out which it is, the third goes on without.
  const slow = await open(browser, address, troubles);
  await slow.clock.install();
  const started = await breaking(slow, `rule === ${JSON.stringify(BROKEN)}`, 'for (;;);');
  await slow.goto(`${address}/t/${created.id}`);
  await new Editor(slow).node('a').waitFor();
  for (const worker of [2, 3]) {
    for (let tries = 0; started.workers < worker; tries += 1) {
      assert(tries < 60, `no worker took the place of number ${worker - 1}`);
      await slow.waitForTimeout(500);
      await slow.clock.fastForward(2_000);
    }
  }
  await slow.locator(`[data-failed="${BROKEN}"]`).getByText('did not come to an end').waitFor();
  for (const key of others.filter((key) => !key.startsWith(`${BROKEN}:`))) await slow.locator(`[data-finding="${key}"]`).waitFor();
  assert.equal(started.workers, 3);
  await new Editor(slow).retitle('a', 'Still drawn');
  await new Editor(slow).node('a').getByText('Still drawn').waitFor();
  await slow.close();

  // All break off, whichever is asked: the editor says so and stays usable.
  const lost = await open(browser, address, troubles);
  await breaking(lost, 'noting(null) || true');
  const last = await opened(lost, address, created.id);
  await lost.locator('[data-failed="all rules"]').getByText('Reload the page').waitFor();
  await last.retitle('a', 'Still here');
  await last.node('a').getByText('Still here').waitFor();
  assert.deepEqual(troubles, [], 'the pages had troubles');
}

const server = await serve(process.env.GROUNDPLAN_BINARY);
const browser = await launch();
try {
  await journey(browser, server.address);
} finally {
  await browser.close();
  await server.end();
}
console.log('done');
