// What goes wrong without anybody's fault: another person deletes what is held, a file dropped beside, a second tab, a full storage, a browser that can't run the editor.
import assert from 'node:assert/strict';
import { open } from './browser.mjs';
import { Editor } from './editor.mjs';
import { DOCUMENT, create, middle, opened, scene, stored } from './scene.mjs';

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

/** A file that is dropped where nobody takes it does not replace the page. */
async function dropped(page) {
  const kept = await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['milk, bread'], 'shopping.txt', { type: 'text/plain' }));
    const dropped = (kind) => !document.querySelector('[data-testid="undo"]').dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer }));
    return [dropped('dragover'), dropped('drop')];
  });
  assert.deepEqual(kept, [true, true]);
}

/** All of it, one after the other. */
export async function badLuck(browser, address) {
  const page = await open(browser, address, scene.troubles);
  await taken(page, address);
  await dropped(page);
  await twice(page, address);
  await page.context().close();
  await full(browser, address);
  await without(browser, address);
}
