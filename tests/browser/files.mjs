// An example, looked around in, changed by name and deletion, saved as a file, opened from it again; compose files that become topologies; files that are no topologies; parts of the editor that come late; one topology found among many.
//
// node files.mjs: GROUNDPLAN_BINARY is the server, GROUNDPLAN_CHROMIUM the browser.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { faults, look } from './steps/axe.mjs';
import { launch, open } from './steps/browser.mjs';
import { Editor } from './steps/editor.mjs';
import { importing } from './steps/importing.mjs';
import { parts } from './steps/parts.mjs';
import { serve } from './steps/server.mjs';

assert(process.env.GROUNDPLAN_BINARY, 'usage: GROUNDPLAN_BINARY=… node files.mjs');
const troubles = [];
const id = (page) => new URL(page.url()).pathname.split('/').at(-1);
const document = async (page, api) => (await (await page.request.get(api)).json()).document;

/** Zooming and panning move the picture and nothing else. */
async function lookAround(page, editor) {
  const zoom = page.getByTestId('zoom');
  const card = editor.node('orders');
  const before = { revision: await editor.saved(), zoom: await zoom.textContent(), box: await card.boundingBox() };
  const { x, y } = await editor.point(0.5, 0.5);
  await page.mouse.move(x, y);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -300);
  await page.keyboard.up('Control');
  await page.waitForFunction((was) => document.querySelector('[data-testid="zoom"]').textContent !== was, before.zoom);
  const nearer = await card.boundingBox();
  assert(nearer.width > before.box.width * 1.05, `no larger: ${before.box.width} → ${nearer.width}`);
  await page.mouse.wheel(0, 120);
  await page.waitForFunction(([was, step]) => document.querySelector('[data-node="orders"]').getBoundingClientRect().y < was - step / 2, [nearer.y, 120]);
  const moved = await card.boundingBox();
  assert(Math.abs(moved.width - nearer.width) < 1 && Math.abs(moved.x - nearer.x) < 1, 'panning down changes the height on the page alone');
  assert.equal(await editor.saved(), before.revision, 'looking is no edit');
  await page.keyboard.press('Shift+Digit1');
}

/** A new id rewrites what refers to the old one; a deleted card takes its edges along; both are undone. */
async function change(page, editor, api) {
  await editor.node('payments').click();
  await page.getByTestId('tab-properties').click();
  const field = page.locator('[data-field="id"] input');
  await field.fill('Not an id');
  await field.press('Enter');
  await page.locator('[data-field="id"] [role="alert"]').waitFor();
  await field.fill('charging');
  await field.press('Enter');
  await editor.node('charging').waitFor();
  await editor.saved();
  let now = await document(page, api);
  assert.deepEqual(now.nodes.charging.was, ['payments']);
  assert.equal(now.edges['orders--payments'].to, 'charging', 'the edge keeps its id and follows');

  await editor.node('storefront').click();
  await page.keyboard.press('Delete');
  await editor.node('storefront').waitFor({ state: 'detached' });
  await editor.saved();
  now = await document(page, api);
  assert(!Object.values(now.edges).some((edge) => edge.from === 'storefront' || edge.to === 'storefront'), 'an edge is left');
  await page.getByTestId('undo').click();
  await editor.node('storefront').waitFor();
  await editor.saved();
  assert(Object.values((await document(page, api)).edges).some((edge) => edge.to === 'storefront'), 'its edges come back');
}

/** Of many topologies those are kept whose titles hold some words; each shows how it looks. */
async function seek(browser, address) {
  for (let number = 1; number <= 9; number += 1) {
    await fetch(`${address}/api/topologies`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ title: `Depot ${number}` }) });
  }
  const page = await open(browser, address, troubles);
  await page.goto(address);
  const rows = page.locator('.topology-row');
  await rows.first().waitFor();
  const all = await rows.count();
  await page.getByTestId('sought').fill('7 dep');
  await page.waitForFunction(() => document.querySelectorAll('.topology-row').length === 1);
  assert.match(await rows.innerText(), /Depot 7/);
  await look(page, 'many topologies');
  await page.getByTestId('sought').fill('no such title');
  await page.getByText('No title holds that').waitFor();
  await page.getByTestId('sought').fill('');
  await page.waitForFunction((all) => document.querySelectorAll('.topology-row').length === all, all);
  const sketched = await rows.filter({ hasText: 'Shop' }).first().locator('path.cards').count();
  assert(sketched > 3, `a shop has cards of several kinds, ${sketched}`);
  await page.close();
}

async function journey(browser, address) {
  const page = await open(browser, address, troubles);
  const editor = new Editor(page);
  await page.goto(address);
  await page.locator('[data-example="shop"]').click();
  await editor.node('orders').waitFor();
  const api = `${address}/api/topologies/${id(page)}`;
  assert.equal(await page.locator('[data-node]').count(), Object.keys((await document(page, api)).nodes).length);

  await lookAround(page, editor);
  await change(page, editor, api);

  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('save-yaml').click()]);
  const path = await download.path();
  const saved = readFileSync(path, 'utf8');
  assert.equal(saved, await (await page.request.get(`${api}/topology.yaml`)).text());
  assert(saved.includes('was: [payments]'), saved);

  await page.getByRole('link', { name: 'Topologies', exact: true }).click();
  await importing(page, editor, address);
  const input = page.getByTestId('open-yaml-input');
  const give = (text) => input.setInputFiles({ name: 'topology.yaml', mimeType: 'text/yaml', buffer: Buffer.from(text) });
  await give(saved.replace('kind: database', 'kind: datebase'));
  const problem = page.getByTestId('problem');
  await problem.getByText('did you mean `database`?').waitFor();
  assert.match(await problem.textContent(), /\d+:\d+/, 'the place is told');
  // A browser counts every answer that is a refusal as trouble; this one was asked for.
  assert(troubles.every((text) => text.includes('422')) && troubles.length <= 1, troubles.join('\n'));
  troubles.length = 0;

  await give(saved);
  await page.getByTestId('editor').waitFor();
  await editor.node('charging').waitFor();
  assert(!api.endsWith(id(page)), 'it is a topology of its own');
  const opened = await page.request.get(`${address}/api/topologies/${id(page)}/topology.yaml`);
  assert.equal(await opened.text(), saved, 'what was saved is what is opened, byte for byte');
  const { pathname } = new URL(page.url());
  await page.close();
  await parts(browser, address, pathname, troubles);
}

const server = await serve(process.env.GROUNDPLAN_BINARY);
const browser = await launch();
try {
  await journey(browser, server.address);
  await seek(browser, server.address);
  assert.deepEqual(faults, []);
  assert.deepEqual(troubles, [], 'the pages had troubles');
} catch (error) {
  console.error(troubles.join('\n'));
  throw error;
} finally {
  await browser.close();
  await server.end();
}
console.log('done');
