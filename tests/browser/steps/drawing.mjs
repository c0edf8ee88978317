// Selecting, moving, copying: what is done to cards.
import assert from 'node:assert/strict';
import { look } from './axe.mjs';
import { Editor } from './editor.mjs';
import { boxes, create, middle, opened, reached, selected, stored } from './scene.mjs';

/** An empty canvas offers examples, and takes one as a single step. */
export async function begin(page, address) {
  const id = await create(address, 'groundplan: 1\nname: fresh\n');
  await page.goto(`${address}/t/${id}`);
  await page.locator('[data-begin]').first().waitFor();
  await reached(page, 'empty');
  await look(page, 'an empty canvas');
  const name = await page.locator('[data-begin]').first().getAttribute('data-begin');
  await page.locator('[data-begin]').first().click();
  await page.locator('[data-node]').first().waitFor();
  await new Editor(page).saved();
  const [mine, example] = [await stored(address, id), await (await fetch(`${address}/api/examples/${name}`)).json()];
  assert.deepEqual([mine.name, mine.nodes, mine.edges], ['fresh', example.nodes, example.edges]);
  await page.keyboard.press('Control+z');
  await page.locator('[data-begin]').first().waitFor();
}

/** Selecting, moving by keys, copies of every sort. */
export async function select(page, editor, address, id) {
  const canvas = await editor.canvas().boundingBox();
  const [orders, ledger] = [await editor.node('orders').boundingBox(), await editor.node('ledger').boundingBox()];
  await editor.drag({ x: orders.x - 30, y: orders.y - 30 }, { x: ledger.x + 40, y: ledger.y + ledger.height + 30 });
  assert.deepEqual(await selected(page), ['billing', 'ledger', 'orders']);
  await page.keyboard.down('Shift');
  await editor.node('ledger').click();
  await page.keyboard.up('Shift');
  assert.deepEqual(await selected(page), ['billing', 'orders']);
  const before = await boxes(page);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Alt+ArrowDown');
  const after = await boxes(page);
  assert.deepEqual(after.orders, [before.orders[0] + 8, before.orders[1] + 41]);
  assert.deepEqual(after.ledger, before.ledger);
  for (let index = 0; index < 3; index += 1) await page.keyboard.press('Control+z');
  assert.deepEqual(await boxes(page), before);

  // A drag that is called off leaves everything as it was.
  await page.mouse.move(...Object.values(middle(await editor.node('orders').boundingBox())));
  await page.mouse.down();
  await page.mouse.move(orders.x + 300, orders.y + 200, { steps: 6 });
  await page.waitForFunction((was) => Math.abs(document.querySelector('[data-node="orders"]').getBoundingClientRect().left - was) > 1, orders.x);
  await page.keyboard.press('Escape');
  await page.mouse.up();
  assert.deepEqual(await boxes(page), before);

  // So is a new card on its way from the palette.
  const kind = middle(await page.locator('[data-preset="cache"]').boundingBox());
  await page.mouse.move(kind.x, kind.y);
  await page.mouse.down();
  await page.mouse.move(canvas.x + 200, canvas.y + 60, { steps: 6 });
  await page.locator('.palette-ghost').waitFor();
  await page.keyboard.press('Escape');
  await page.mouse.move(canvas.x + 240, canvas.y + 80, { steps: 3 });
  assert.equal(await page.locator('.palette-ghost').count(), 0);
  await page.mouse.up();
  assert.deepEqual(await boxes(page), before);

  await page.keyboard.press('Control+a');
  assert.equal((await selected(page)).length, 4);
  await editor.node('billing').click();
  await page.keyboard.press('Control+d');
  await editor.node('billing-2').waitFor();
  assert.match(await page.getByTestId('told').textContent(), /duplicate a node/);
  assert.match(await page.getByTestId('undo').getAttribute('aria-label'), /Undo: duplicate a node/);
  await page.getByTestId('undo').click();
  await editor.node('billing-2').waitFor({ state: 'detached' });

  await page.keyboard.down('Alt');
  await editor.drag(middle(await editor.node('billing').boundingBox()), { x: canvas.x + canvas.width * 0.45, y: canvas.y + canvas.height * 0.85 });
  await page.keyboard.up('Alt');
  await editor.node('billing-2').waitFor();
  assert.deepEqual((await boxes(page)).billing, before.billing, 'the original stays');
  await page.keyboard.press('Delete');
  await editor.node('billing-2').waitFor({ state: 'detached' });
  await editor.saved();
  assert.equal(Object.keys((await stored(address, id)).nodes).length, 4);
}

/** What is copied here is pasted there, with the edges between. */
export async function copy(browser, page, editor, address) {
  const other = await create(address, 'groundplan: 1\nname: other\nnodes:\n  orders: { kind: service, title: Orders }\n');
  await editor.node('orders').click();
  await page.keyboard.down('Shift');
  await editor.node('billing').click();
  await page.keyboard.up('Shift');
  await page.keyboard.press('Control+c');
  assert.match(await page.getByTestId('told').textContent(), /Copied 2 nodes/);
  const text = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(JSON.parse(text).format, 'groundplan/clip@1');

  const second = await page.context().newPage();
  second.setDefaultTimeout(15_000);
  const there = await opened(second, address, other);
  const at = await there.point(0.6, 0.7);
  await second.mouse.move(at.x, at.y);
  await second.keyboard.press('Control+v');
  await there.node('orders-2').waitFor();
  await there.saved();
  const document = await stored(address, other);
  assert.deepEqual(Object.keys(document.nodes), ['billing', 'orders', 'orders-2']);
  assert.equal(document.nodes['orders-2'].title, 'Orders 2');
  assert.equal(document.edges['orders-2--billing'].timeout_ms, 900);
  const pasted = await second.locator('.node.selected').evaluateAll((all) => all.map((card) => card.getBoundingClientRect()).map((box) => [box.left, box.right, box.top, box.bottom]));
  assert(Math.min(...pasted.map(([left]) => left)) < at.x && Math.max(...pasted.map(([, right]) => right)) > at.x, 'it is pasted at the pointer');
  await second.keyboard.press('Control+x');
  await there.node('orders-2').waitFor({ state: 'detached' });
  await second.evaluate(() => navigator.clipboard.writeText('{"format":"groundplan/clip@7","nodes":{}}'));
  await second.keyboard.press('Control+v');
  await second.getByTestId('toasts').getByText('version 7').waitFor();
  await second.evaluate(() => navigator.clipboard.writeText('a shopping list'));
  await second.keyboard.press('Control+v');
  await second.getByTestId('toasts').getByText('no part of a topology').waitFor();
  await second.close();
}
