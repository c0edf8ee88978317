// Two people with nothing but a browser each, from a proposal to the bundle of what was merged; all of it is in the audit.
//
// node team.mjs FOLDER: pictures go to FOLDER. GROUNDPLAN_BINARY is the server, GROUNDPLAN_CHROMIUM the browser.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { launch, open } from './steps/browser.mjs';
import { Editor } from './steps/editor.mjs';
import { serve } from './steps/server.mjs';

const [, , folder] = process.argv;
const binary = process.env.GROUNDPLAN_BINARY;
assert(binary && folder, 'usage: GROUNDPLAN_BINARY=… node team.mjs FOLDER');
mkdirSync(folder, { recursive: true });
const password = 'a long enough phrase';
const troubles = [];

const server = await serve(binary);
// Each has a browser of their own, not only a window.
const browsers = [await launch(), await launch()];

/** Signs somebody in who was given an account, in a browser of their own. */
async function enter(browser, account, role) {
  const made = spawnSync(binary, ['user', 'add', account, '--role', role, '--data', server.data], { input: `${password}\n`, encoding: 'utf8' });
  assert.equal(made.status, 0, made.stderr);
  const page = await open(browser, server.address, troubles);
  await page.goto(`${server.address}/sign-in?to=%2Faccount`);
  await page.getByLabel('Name').fill(account);
  await page.getByLabel('Password').fill(password);
  await page.keyboard.press('Enter');
  await page.waitForURL(`${server.address}/account`);
  return page;
}

/** What the API says to somebody who is signed in. */
async function told(page, path) {
  const answer = await page.request.get(`${server.address}${path}`);
  assert(answer.ok(), `${path}: ${await answer.text()}`);
  return answer.json();
}

const stage = (page, words) => page.getByTestId('stage').filter({ hasText: words }).waitFor();

try {
  const ana = await enter(browsers[0], 'ana', 'owner');
  const ben = await enter(browsers[1], 'ben', 'editor');
  const headers = { 'content-type': 'application/json', origin: server.address };
  const made = await ana.request.post(`${server.address}/api/topologies`, { headers, data: { example: 'shop' } });
  const { id } = await made.json();
  const review = `${server.address}/review/${id}/1`;
  const editor = new Editor(ana);

  // Both draw on the same topology: who was earlier is told what the later one made of it, where it stands.
  await ana.goto(`${server.address}/t/${id}`);
  await editor.node('users').waitFor();
  await editor.retitle('users', 'Accounts');
  await editor.saved();
  const other = new Editor(ben);
  await ben.goto(`${server.address}/t/${id}`);
  await other.node('users').getByText('Accounts').waitFor();
  await ana.getByRole('button', { name: 'Follow ben', exact: true }).waitFor();
  await other.retitle('users', 'People');
  const met = ana.getByTestId('met');
  await met.getByText('ben changed title to People').waitFor();
  const [told_at, card_at] = [await met.locator('span').boundingBox(), await editor.node('users').boundingBox()];
  assert(Math.abs(told_at.x - card_at.x) < 4 && told_at.y > card_at.y, 'it stands below the card');
  assert.equal(await ben.getByTestId('met').count(), 0, 'whoever was later is told nothing');
  await ana.screenshot({ path: join(folder, '0-met.png') });
  const began = Date.now();

  // She proposes something, and draws it: another title, and a call that closes a circle.
  await ana.goto(`${server.address}/review/${id}`);
  await ana.getByTestId('new-title').fill('Orders know of returns');
  await ana.getByTestId('propose').click();
  await ana.waitForURL(`**/t/${id}~1`);
  await editor.node('orders').waitFor();
  await editor.retitle('orders', 'Orders and returns');
  await editor.node('payments').click();
  await ana.keyboard.press('a');
  await ana.getByTestId('chooser').waitFor();
  await ana.keyboard.type('Orders and');
  await ana.keyboard.press('Enter');
  await ana.getByTestId('chooser').waitFor({ state: 'detached' });
  const edge = 'payments--orders';
  await editor.edge(edge).first().waitFor({ state: 'attached' });
  await editor.saved();
  await ana.goto(review);
  await ana.locator('.findings .introduced[data-key^="sync-cycle:"]').waitFor();
  await ana.getByTestId('ask-review').click();
  await stage(ana, 'in review');

  // He is asked, sees what it introduces, and suggests to take the call back.
  await ben.goto(`${server.address}/account`);
  await ben.getByRole('link', { name: /Orders know of returns/ }).first().click();
  await ben.waitForURL(review);
  await ben.locator('.findings .introduced[data-key^="sync-cycle:"]').waitFor();
  assert.deepEqual(await ben.locator('[data-blocker]').evaluateAll((all) => all.map((one) => one.dataset.blocker)), ['errors', 'approvals']);
  await ben.locator(`.picture #edge-${edge}`).click({ force: true });
  await ben.getByTestId('comment').fill('Payments must not wait for orders, which wait for payments.');
  await ben.getByText('Suggest a change').click();
  await ben.getByTestId('suggest-place').fill(`/edges/${edge}`);
  await ben.getByTestId('send').click();
  await ben.locator('[data-thread="1"] .suggestion .minus').waitFor();
  await ben.screenshot({ path: join(folder, '1-suggested.png') });

  // She takes it over; both are named.
  await ana.locator('[data-thread="1"]').getByTestId('apply').click({ timeout: 20_000 });
  await ana.getByText('Applied as revision').waitFor();
  assert.match(await ana.locator('[data-thread="1"]').innerText(), /ben[\s\S]*by ana/i);
  await ana.getByTestId('resolve').click();

  // He approves. She moves a card, which changes nothing about that; another title does.
  await ben.goto(review);
  await ben.getByTestId('approve').click();
  await stage(ben, 'approved');
  await ana.goto(`${server.address}/t/${id}~1`);
  await editor.node('orders').waitFor();
  // Within its boundary: what is dragged out of one means something else.
  const card = await editor.node('orders').boundingBox();
  await editor.move('orders', { x: card.x + card.width / 2 + 24, y: card.y + card.height / 2 + 16 });
  await editor.saved();
  const moved = (await told(ana, `/api/topologies/${id}~1`)).document.views.main.layout.orders;
  assert.notDeepEqual(moved, (await told(ana, `/api/topologies/${id}`)).document.views.main.layout.orders, 'the card was moved');
  assert.equal((await told(ana, `/api/topologies/${id}/proposals/1`)).stage, 'approved', 'moving keeps an approval');
  await editor.retitle('orders', 'Orders, and what comes back');
  await editor.saved();
  await stage(ben, 'in review');
  await ben.getByText('no longer: the meaning changed').waitFor();
  await ben.screenshot({ path: join(folder, '2-dismissed.png') });
  await ben.getByTestId('approve').click();
  await stage(ben, 'approved');

  // She merges it, and takes the bundle away: it says who approved what is in it.
  await ana.goto(review);
  await ana.getByTestId('merge').click();
  await stage(ana, 'merged');
  await ana.screenshot({ path: join(folder, '3-merged.png') });
  const after = await told(ana, `/api/topologies/${id}`);
  assert.equal(after.document.nodes.orders.title, 'Orders, and what comes back');
  assert.equal(after.document.edges[edge], undefined);
  await ana.goto(`${server.address}/t/${id}`);
  await editor.node('orders').waitFor();
  const [download] = await Promise.all([ana.waitForEvent('download'), ana.getByTestId('export').click()]);
  const zip = join(folder, 'bundle.zip');
  await download.saveAs(zip);
  const unpacked = spawnSync('python3', ['-c', 'import sys, zipfile; sys.stdout.write(zipfile.ZipFile(sys.argv[1]).read("provenance.json").decode())', zip], { encoding: 'utf8' });
  assert.equal(unpacked.status, 0, unpacked.stderr);
  const provenance = JSON.parse(unpacked.stdout);
  assert.deepEqual([provenance.revision, provenance.hash, provenance.merged, provenance.approvals.map((one) => one.person)], [after.revision, after.hash, 1, ['ben']]);
  const seconds = (Date.now() - began) / 1000;
  assert(seconds < 300, `${seconds} s from the proposal to the bundle`);

  const audit = await told(ana, `/api/topologies/${id}/audit`);
  assert.deepEqual(audit.map((row) => `${row.actor} ${row.action}`), [
    'ana proposed', 'ana review-requested', 'ben suggested', 'ana suggestion-applied', 'ana thread-resolved', 'ben approved',
    'ana approval-dismissed', 'ben approved', 'ana merged',
  ]);
  assert.deepEqual(troubles, []);
  console.log(`from the proposal to the bundle: ${seconds.toFixed(1)} s\ndone`);
} catch (error) {
  const pages = browsers.flatMap((browser) => browser.contexts()).flatMap((context) => context.pages());
  for (const [index, page] of pages.entries()) await page.screenshot({ path: join(folder, `failed-${index}.png`) }).catch(() => {});
  console.error(troubles.join('\n'));
  throw error;
} finally {
  for (const browser of browsers) await browser.close();
  await server.end();
}
