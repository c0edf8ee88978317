// A change is proposed, looked at, talked about, mended by a suggestion, and merged; all of it is in the audit.
//
// node review.mjs FOLDER: pictures of each stage go to FOLDER. GROUNDPLAN_BINARY is the server, GROUNDPLAN_CHROMIUM the browser.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { faults, look } from './steps/axe.mjs';
import { launch, open } from './steps/browser.mjs';
import { conflicting } from './steps/conflicts.mjs';
import { serve } from './steps/server.mjs';
import { sides } from './steps/sides.mjs';

const folder = process.argv[2];
assert(folder && process.env.GROUNDPLAN_BINARY, 'usage: GROUNDPLAN_BINARY=… node review.mjs FOLDER');
mkdirSync(folder, { recursive: true });
const troubles = [];
const HOSTILE = '<img src=x onerror="document.title=1">';

const server = await serve(process.env.GROUNDPLAN_BINARY);
const browser = await launch();

async function api(method, path, body) {
  const headers = body ? { 'content-type': 'application/json' } : {};
  const response = await fetch(server.address + path, { method, headers, body: body && JSON.stringify(body) });
  const text = await response.text();
  assert(response.ok, `${method} ${path}: ${text}`);
  return text ? JSON.parse(text) : null;
}

let count = 0;
async function edit(id, edits) {
  const { revision } = await api('GET', `/api/topologies/${id}`);
  await api('POST', `/api/topologies/${id}/edits`, { client: 'journey', number: (count += 1), base_revision: revision, edits });
}

async function reached(page, name) {
  await look(page, name);
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  console.log(name);
}

try {
  const { id } = await api('POST', '/api/topologies', { example: 'shop' });
  const page = await open(browser, server.address, troubles);
  await page.goto(`${server.address}/review/${id}`);
  await page.getByTestId('new-title').fill('Settle payments by event');
  await page.getByTestId('new-why').fill(`So that nobody waits. ${HOSTILE}`);
  await reached(page, '1-list');
  await page.getByTestId('propose').click();
  await page.waitForURL(`**/t/${id}~1`);

  // What is drawn on the canvas of the head comes as edits; the editor's own journeys draw by hand.
  const before = (await api('GET', `/api/topologies/${id}`)).document;
  const calls = Object.entries(before.edges).find(([, edge]) => edge.kind === 'call' && before.nodes[edge.from].kind === 'service' && before.nodes[edge.to].kind === 'service');
  const [, { from, to }] = calls;
  await edit(`${id}~1`, [
    { op: 'set', path: `/edges/${to}--${from}--2`, value: { from: to, to: from, kind: 'call' } },
    { op: 'set', path: `/nodes/${from}/title`, value: HOSTILE },
    { op: 'create', path: '/nodes/audit-store', value: { kind: 'database', engine: 'postgres', version: '18', title: 'Audit store' } },
    { op: 'set', path: `/views/main/layout/${to}`, value: [40, 900] },
  ]);

  await page.goto(`${server.address}/review/${id}/1`);
  await page.locator('.picture .card.added#node-audit-store').waitFor();
  assert.equal(await page.locator('.picture .line.added').count(), 1);
  assert.equal(await page.locator(`.picture #node-${from}.changed`).count(), 1);
  assert.equal(await page.locator('img[src="x"]').count(), 0, 'what people wrote is text');
  assert.match(await page.locator('.changes').innerText(), /Audit store/);
  assert(await page.locator('.findings .introduced[data-key^="sync-cycle:"]').isVisible());
  assert((await page.locator('details[data-file]').count()) > 3, 'generated files differ');
  assert.equal(await page.locator('.moved').first().isVisible(), false, 'what only moved is hidden');
  await page.locator('#show-moved').check();
  assert.equal(await page.locator('.moved').first().isVisible(), true);
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  assert.match(await page.getByTestId('step').innerText(), /^2 of \d+$/);
  await page.keyboard.press('0');
  assert.deepEqual(await blockers(page), ['state', 'errors']);
  await reached(page, '2-draft');

  // From a line of a generated file to its node and back; a line and a finding are talked about like anything else.
  const file = page.locator('details[data-file="compose/compose.yaml"]');
  await file.locator('summary').click();
  const row = file.locator('tr.plus[data-subjects*="/nodes/audit-store"]').first();
  await row.click();
  assert.equal(await page.locator('.picture #node-audit-store.current').count(), 1);
  assert.match(await page.getByTestId('about').innerText(), /^compose\/compose\.yaml, line \d+$/);
  await file.locator('summary').click();
  await page.keyboard.press('0');
  await page.locator('.picture #node-audit-store').click();
  assert.match(await page.getByTestId('lines').innerText(), /^\d+ lines of \d+ files$/);
  await page.getByTestId('lines').click();
  assert(await row.evaluate((row) => row.classList.contains('of') && row.closest('details').open));
  await page.locator('.findings [data-key^="sync-cycle:"] a').click();
  assert.match(await page.getByTestId('about').innerText(), /^finding sync-cycle:/);
  // A finding and a thread have addresses of their own.
  const finding = page.url();
  assert.match(finding, /#finding-sync/);
  await page.goto('about:blank');
  await page.goto(finding);
  await page.locator('.findings .linked[data-key^="sync-cycle:"]').waitFor();
  await page.goto(`${server.address}/review/${id}/1#thread-9`);
  await page.getByRole('alert').filter({ hasText: 'thread 9' }).waitFor();
  await page.goto('about:blank');
  await page.goto(`${server.address}/review/${id}/1`);
  await page.locator('details[data-file] summary').first().waitFor();
  await sides(page, 'audit-store', reached);

  await page.getByTestId('ask-review').click();
  await page.getByTestId('stage').filter({ hasText: 'in review' }).waitFor();
  // What is clicked is talked about, and a suggestion takes the new call back.
  await page.mouse.click(...(await page.locator('.picture .line.added').evaluate((line) => {
    line.ownerSVGElement.scrollIntoView({ block: 'center' });
    const { x, y } = new DOMPoint(...line.dataset.at.split(',').map(Number)).matrixTransform(line.ownerSVGElement.getScreenCTM());
    return [x, y];
  })));
  assert.match(await page.getByTestId('about').innerText(), /^edge /);
  await page.getByTestId('comment').fill(`Do both have to wait? ${HOSTILE}`);
  await page.getByText('Suggest a change').click();
  await page.getByTestId('suggest-place').fill(`/edges/${to}--${from}--2`);
  await page.getByTestId('send').click();
  await page.locator('[data-thread="1"] .suggestion .minus').waitFor();
  // It is pinned where it hangs, and the pin leads to it.
  await page.locator(`[data-pin="edge:${to}--${from}--2"]`).click();
  assert(await page.locator('[data-thread="1"] textarea').evaluate((area) => area === document.activeElement));
  await page.goto('about:blank');
  await page.goto(`${server.address}/review/${id}/1#thread-1`);
  await page.locator('[data-thread="1"].linked').waitFor();
  await reached(page, '3-suggestion');
  assert.deepEqual(await blockers(page), ['errors', 'threads']);
  // A line of a file is picked by the keys as by the pointer.
  await file.locator('summary').press('Enter');
  await file.locator('.lines button').first().waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  const line = await page.evaluate(() => document.activeElement.textContent);
  await page.keyboard.press('Enter');
  assert.equal(await page.getByTestId('about').innerText(), `compose/compose.yaml, line ${line}`);
  await page.getByTestId('apply').click();
  await page.getByText(/Applied as revision/).waitFor();
  await page.getByTestId('resolve').click();
  await page.getByTestId('clear').waitFor();
  // The picture is asked for after the words, and comes a little later.
  await page.locator('.picture .line.added').waitFor({ state: 'detached' });

  // Both change one title: somebody has to choose.
  await edit(id, [{ op: 'set', path: `/nodes/${from}/title`, value: 'Meanwhile' }]);
  await page.locator('[data-conflict]').waitFor({ timeout: 15_000 });
  assert(await page.getByTestId('merge').isDisabled());
  await page.locator('[data-conflict]').getByLabel(/As it is now/).check();
  await reached(page, '4-conflict');
  await page.getByTestId('merge').click();
  await page.getByTestId('stage').filter({ hasText: 'merged' }).waitFor();
  const after = (await api('GET', `/api/topologies/${id}`)).document;
  assert.equal(after.nodes[from].title, 'Meanwhile');
  assert.equal(after.nodes['audit-store'].title, 'Audit store');
  const audit = await api('GET', `/api/topologies/${id}/audit`);
  assert.deepEqual(audit.map((row) => row.action), ['proposed', 'review-requested', 'suggested', 'suggestion-applied', 'thread-resolved', 'merged']);
  await reached(page, '5-merged');

  // Its history: the merge gets a name, and is compared with where it all began.
  await page.goto(`${server.address}/history/${id}`);
  const last = page.locator('[data-revision]').first();
  await last.getByTestId('open-naming').click();
  await last.getByTestId('version-name').fill('With an audit store');
  await page.keyboard.press('Enter');
  await last.locator('strong', { hasText: 'With an audit store' }).waitFor();
  await page.getByTestId('from').selectOption('0');
  await page.getByTestId('compare').click();
  await page.locator('#difference .card.added#node-audit-store').waitFor();
  await reached(page, '6-history');
  await conflicting(browser, { address: server.address, api, edit, troubles, reached });
  assert.deepEqual(faults, []);
  assert.deepEqual(troubles, []);
  console.log('done');
} finally {
  await browser.close();
  await server.end();
}

async function blockers(page) {
  return page.locator('[data-blocker]').evaluateAll((items) => items.map((item) => item.dataset.blocker));
}
