// What goes wrong without anybody's fault: another person deletes what is held, any file is dropped, a second tab, a full storage, far too many nodes, a browser that can't run the editor.
import assert from 'node:assert/strict';
import { open } from './browser.mjs';
import { Editor } from './editor.mjs';
import { DOCUMENT, create, middle, opened, reached, scene, stored } from './scene.mjs';

/** Deletes a node as somebody else would. */
async function deletes(address, id, node) {
  const { revision } = await (await fetch(`${address}/api/topologies/${id}`)).json();
  const body = JSON.stringify({ client: 'somebody', number: 1, base_revision: revision, edits: [{ op: 'delete', path: `/nodes/${node}` }] });
  const answer = await fetch(`${address}/api/topologies/${id}/edits`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  assert.equal(answer.status, 200, await answer.clone().text());
}

/** What is dragged, or named, is deleted elsewhere: it stays deleted, nothing else is touched, and the person is told. */
async function taken(page, address) {
  let id = await create(address, DOCUMENT);
  let editor = await opened(page, address, id);
  const from = middle(await editor.node('billing').boundingBox());
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + 60, from.y + 90, { steps: 5 });
  await deletes(address, id, 'billing');
  await editor.node('billing').waitFor({ state: 'detached' });
  await page.mouse.move(from.x + 90, from.y + 120, { steps: 3 });
  await page.mouse.up();
  await page.getByTestId('toasts').getByText('Somebody deleted Billing meanwhile').waitFor();
  await editor.saved();
  let document = await stored(address, id);
  assert.deepEqual(Object.keys(document.nodes), ['ledger', 'orders', 'web']);
  assert.deepEqual([document.views.main.layout.orders, document.views.main.layout.ledger], [[272, 64], [544, 256]]);

  id = await create(address, DOCUMENT);
  editor = await opened(page, address, id);
  await editor.node('orders').click();
  await page.keyboard.press('F2');
  await page.locator('input.rename').fill('Order desk');
  await deletes(address, id, 'orders');
  await page.getByTestId('toasts').getByText(/Somebody deleted orders meanwhile/i).waitFor();
  await editor.saved();
  document = await stored(address, id);
  assert.deepEqual(Object.keys(document.nodes), ['billing', 'ledger', 'web']);
}

/** Two tabs of one person are two editors: each sees the other's edits and undoes its own. */
async function twice(page, address) {
  const id = await create(address, DOCUMENT);
  const second = await page.context().newPage();
  second.setDefaultTimeout(15_000);
  const [here, there] = [await opened(page, address, id), await opened(second, address, id)];
  await here.retitle('orders', 'Order desk');
  await there.node('orders').getByText('Order desk').waitFor();
  await there.retitle('billing', 'Invoices');
  await here.node('billing').getByText('Invoices').waitFor();
  await page.getByTestId('undo').click();
  await there.node('orders').getByText('Orders', { exact: true }).waitFor();
  await here.saved();
  const { nodes } = await stored(address, id);
  assert.deepEqual([nodes.orders.title, nodes.billing.title], ['Orders', 'Invoices']);
  await second.close();
}

/** A full storage costs nothing while the server is there, and is told. */
async function full(browser, address) {
  const id = await create(address, DOCUMENT);
  const page = await open(browser, address, scene.troubles);
  await page.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  });
  const editor = await opened(page, address, id);
  await editor.retitle('orders', 'Order desk');
  await page.getByTestId('toasts').getByText('storage is full or closed').waitFor();
  await editor.saved();
  assert.equal((await stored(address, id)).nodes.orders.title, 'Order desk');
  await page.context().close();
}

/** A browser without what the editor needs says so in words. */
async function without(browser, address) {
  const page = await open(browser, address, scene.troubles);
  await page.addInitScript(() => delete window.WebAssembly);
  await page.goto(address);
  await page.getByRole('heading', { name: "This browser can't run the editor" }).waitFor();
  await page.context().close();
}

/** Holds files over what a selector names, and lets them go there unless `held`. Returns whether the page kept the browser from opening them. */
const drop = (page, selector, files, held = false) =>
  page.evaluate(
    ([selector, files, held]) => {
      const dataTransfer = new DataTransfer();
      for (const [name, text] of files) dataTransfer.items.add(new File([text], name, { type: 'text/plain' }));
      const target = document.querySelector(selector);
      const { x, y, width, height } = target.getBoundingClientRect();
      const at = { clientX: x + width / 2, clientY: y + height / 2 };
      const kept = (kind) => !target.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer, ...at }));
      return (held ? ['dragover'] : ['dragover', 'drop']).map(kept);
    },
    [selector, files, held],
  );

/** Files that are dropped anywhere on the editor: what describes a system is shown and taken over as one step, anything else is refused in words, and the page stays. */
async function dropped(page, address) {
  const id = await create(address, DOCUMENT);
  const editor = await opened(page, address, id);
  const canvas = '[data-testid="canvas"]';
  const sign = page.getByTestId('receiving');
  assert.deepEqual(await drop(page, canvas, [['compose.yaml', '']], true), [true]);
  await sign.waitFor();
  assert.deepEqual(await drop(page, '[data-testid="undo"]', [['shopping.txt', 'milk, bread']]), [true, true]);
  await sign.waitFor({ state: 'detached' });
  await page.getByTestId('toasts').getByText('describe nothing that runs').waitFor();
  // The browser tells of the refusal too.
  const told = scene.troubles.findIndex((text) => text.includes('422'));
  if (told >= 0) scene.troubles.splice(told, 1);

  const compose = 'services: { basket: { image: "ghcr.io/acme/basket:1", environment: { STORE_HOST: store } } }';
  await drop(page, canvas, [['compose.yaml', compose], ['compose.override.yaml', 'services: { store: { image: "valkey/valkey:8" } }']]);
  await page.getByText('2 nodes and 1 connection were found.').waitFor();
  // While something is asked nothing else is taken.
  await drop(page, '.dialog', [['compose.yaml', compose.replace('basket', 'wishes')]]);
  await page.getByTestId('import-take').click();
  await editor.node('basket').waitFor();
  await editor.saved();

  // A topology, which is drawn already, and a part of one that was copied.
  await drop(page, canvas, [['more.yaml', 'groundplan: 1\nname: more\nnodes:\n  mailer: { kind: service, title: Mailer }\n']]);
  await page.getByText('1 node and 0 connections were found.').waitFor();
  await page.getByTestId('import-take').click();
  await editor.node('mailer').waitFor();
  const clip = { format: 'groundplan/clip@1', nodes: { search: { kind: 'service' } }, edges: [], boundaries: {}, layout: { search: [0, 0] } };
  await drop(page, canvas, [['later.json', JSON.stringify({ ...clip, format: 'groundplan/clip@9' })]]);
  await page.getByTestId('toasts').getByText('clips of version 9').waitFor();
  await drop(page, canvas, [['part.json', JSON.stringify(clip)]]);
  await editor.node('search').waitFor();
  await editor.saved();
  assert.deepEqual(Object.keys((await stored(address, id)).nodes).sort(), ['basket', 'billing', 'ledger', 'mailer', 'orders', 'search', 'store', 'web']);
  await page.getByTestId('undo').click();
  await editor.node('search').waitFor({ state: 'detached' });
  await editor.saved();
}

/** A topology far beyond what people draw: it opens, is judged and searched, and what is changed is kept. */
async function huge(browser, address) {
  const all = Array.from({ length: 5000 }, (_, n) => n);
  const of = (entries) => Object.fromEntries(entries);
  const database = (n) => n % 7 === 0;
  const nodes = of(all.map((n) => [`n${n}`, database(n) ? { kind: 'database', engine: 'postgres' } : { kind: 'service' }]));
  const edges = of(all.slice(50).filter((n) => !database(n)).map((n) => [`n${n}--n${n - 50}`, database(n - 50) ? { kind: 'data', access: 'read' } : { kind: 'call' }]));
  const layout = of(all.map((n) => [`n${n}`, [Math.floor(n / 50) * 272, (n % 50) * 96]]));
  const id = await create(address, JSON.stringify({ groundplan: 1, name: 'huge', nodes, edges, views: { main: { layout } } }));
  const page = await open(browser, address, scene.troubles);
  page.setDefaultTimeout(60_000);
  await page.goto(`${address}/t/${id}`);
  await page.getByRole('status').getByText('Opening').first().waitFor();
  const editor = new Editor(page);
  await editor.node('n4321').waitFor({ state: 'attached' });
  assert.equal(await page.locator('.node').count(), 5000);
  await page.locator('[data-testid="tab-findings"] .count').waitFor();
  await page.keyboard.press('Control+f');
  await page.getByTestId('chooser').getByRole('combobox').fill('n4321');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('[data-node="n4321"].selected'));
  await page.keyboard.press('F2');
  await editor.write('Far away');
  await editor.saved();
  assert.equal((await stored(address, id)).nodes.n4321.title, 'Far away');
  await reached(page, 'five thousand nodes');
  await page.context().close();
}

/** All of it, one after the other. */
export async function badLuck(browser, address) {
  const page = await open(browser, address, scene.troubles);
  await taken(page, address);
  await dropped(page, address);
  await twice(page, address);
  await page.context().close();
  await full(browser, address);
  await huge(browser, address);
  await without(browser, address);
}
