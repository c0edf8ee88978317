// Boundaries as containers, and the outline that says the same in words.
import assert from 'node:assert/strict';
import { look } from './axe.mjs';
import { boxes, middle, reached, selected, stored } from './scene.mjs';

/** Boundaries are containers. */
export async function contain(page, editor, address, id) {
  const now = () => stored(address, id);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+Digit1');
  await page.waitForTimeout(300);
  const [orders, billing] = [await editor.node('orders').boundingBox(), await editor.node('billing').boundingBox()];
  await page.keyboard.press('f');
  await editor.drag({ x: orders.x - 24, y: orders.y - 36 }, { x: billing.x + billing.width + 24, y: billing.y + billing.height + 24 });
  await editor.write('Sales');
  await editor.saved();
  let document = await now();
  assert.equal(document.boundaries.sales.kind, 'domain');
  assert.deepEqual(['orders', 'billing', 'ledger'].map((node) => document.nodes[node].in?.domain), ['sales', 'sales', undefined]);
  await reached(page, 'boundary');
  await look(page, 'a boundary');

  // Its names stand in its fields too.
  const title = page.getByTestId('inspector').locator('[data-field="title"] input');
  await title.fill('Selling');
  await title.press('Enter');
  await page.locator('[data-boundary="sales"]').getByText('Selling').waitFor();
  assert.equal(await page.getByTestId('inspector').locator('[data-field="id"] input').inputValue(), 'sales');
  await title.fill('Sales');
  await title.press('Enter');
  await page.locator('[data-boundary="sales"]').getByText('Sales').waitFor();

  // In and out by dragging.
  await editor.move('ledger', { x: orders.x + orders.width / 2, y: (orders.y + billing.y) / 2 + 30 });
  await editor.saved();
  assert.equal((await now()).nodes.ledger.in.domain, 'sales');
  const away = await editor.point(0.9, 0.8);
  await editor.move('ledger', away);
  await editor.saved();
  assert.equal((await now()).nodes.ledger.in?.domain, undefined);

  // The tab holds all of it.
  const before = await boxes(page);
  const tab = await page.locator('[data-boundary="sales"] .boundary-tab span').boundingBox();
  await editor.drag(middle(tab), { x: tab.x + tab.width / 2 + 48, y: tab.y + 40 });
  await editor.saved();
  const after = await boxes(page);
  for (const node of ['orders', 'billing']) assert(after[node][0] > before[node][0], `${node} stayed behind`);
  assert.deepEqual(after.web, before.web);
  assert.equal((await now()).nodes.orders.in.domain, 'sales');

  const corner = await page.locator('[data-boundary="sales"] [data-corner="se"]').boundingBox();
  const box = await page.locator('[data-boundary="sales"]').boundingBox();
  await editor.drag(middle(corner), { x: corner.x + 60, y: corner.y + 50 });
  await editor.saved();
  const grown = await page.locator('[data-boundary="sales"]').boundingBox();
  assert(grown.width > box.width + 20 && grown.height > box.height + 20, `${JSON.stringify(box)} → ${JSON.stringify(grown)}`);

  await page.locator('[data-boundary="sales"] .boundary-fold').click();
  await editor.node('sales').waitFor();
  await editor.node('orders').waitFor({ state: 'detached' });
  assert.match(await editor.node('sales').getAttribute('aria-label'), /Sales 2 nodes, collapsed boundary/);
  await reached(page, 'collapsed');
  await look(page, 'a collapsed boundary');
  const stood = (await now()).views.main.layout.orders;
  await editor.move('sales', await editor.point(0.4, 0.25));
  await editor.saved();
  assert.notDeepEqual((await now()).views.main.layout.orders, stood, 'what is in it moves along');
  await editor.node('sales').dblclick();
  await editor.node('orders').waitFor();

  await page.locator('[data-boundary="sales"] .boundary-tab span').click();
  await page.keyboard.press('Control+Shift+G');
  await page.locator('[data-boundary="sales"]').waitFor({ state: 'detached' });
  await editor.saved();
  document = await now();
  assert.equal(document.boundaries?.sales, undefined);
  await page.keyboard.press('Control+z');
  await page.locator('[data-boundary="sales"]').waitFor();
}

/** The outline says the same in words. */
export async function outline(page) {
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: 'Outline' }).click();
  const tree = page.getByRole('tree', { name: 'Boundaries and nodes' });
  const lines = await tree.getByRole('treeitem').evaluateAll((all) => all.map((line) => line.ariaLabel));
  assert.deepEqual(lines.slice(0, 3), ['Sales, boundary', 'Billing, in Sales', 'Orders, in Sales'], lines.join(', '));
  await tree.getByRole('treeitem', { name: 'Billing, in Sales' }).click();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  assert.deepEqual(await selected(page), ['orders']);
  // What a node connects to stands under it; in and out goes as in any tree.
  const here = () => page.evaluate(() => document.activeElement.ariaLabel);
  const call = tree.getByRole('treeitem', { name: 'call, Orders to Billing' });
  assert.equal(await call.count(), 0);
  await page.keyboard.press('ArrowRight');
  await call.waitFor();
  await page.keyboard.press('ArrowRight');
  assert.equal(await here(), 'call, Orders to Billing');
  await page.keyboard.press('Enter');
  await page.locator('path.selected[data-edge="orders--billing"]').waitFor({ state: 'attached' });
  await page.keyboard.press('ArrowLeft');
  assert.equal(await here(), 'Orders, in Sales');
  await page.keyboard.press('ArrowLeft');
  await call.waitFor({ state: 'detached' });
  assert.equal(await tree.locator('[tabindex="0"]').count(), 1, 'Tab comes to the tree once');
  await reached(page, 'outline');
  await look(page, 'the outline');
  await page.getByRole('tab', { name: 'Add' }).click();
}
