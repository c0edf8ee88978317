// Fields: of an environment beside what it inherits, of several items at once, checked in place.
import assert from 'node:assert/strict';
import { look } from './axe.mjs';
import { reached, stored } from './scene.mjs';

const PANEL = '.right-panel';
const field = (page, name) => page.getByTestId('inspector').locator(`[data-field="${name}"]`).first();

/** Opens the group that holds a field. */
async function shown(page, name) {
  const row = field(page, name);
  const folded = page.getByTestId('inspector').locator('details:not([open]) > summary');
  await page.getByTestId('inspector').locator('details[open] [data-field]').first().waitFor();
  while (!(await row.isVisible())) await folded.first().click();
  return row;
}

async function properties(page, editor, id) {
  await editor.node(id).click();
  await page.getByTestId('tab-properties').click();
}

/** What an environment says otherwise stands beside what it inherits, and goes back to it. */
export async function environments(page, editor, address, id) {
  const now = () => stored(address, id);
  const scope = (name) => page.locator(`[data-scope="${name}"]`).click();
  await properties(page, editor, 'orders');
  await page.getByTestId('declare-environments').click();
  await editor.saved();
  assert.deepEqual(Object.keys((await now()).environments), ['dev', 'production', 'staging']);

  await (await shown(page, 'size')).locator('select').selectOption('small');
  await field(page, 'size').getByText('quarter core').waitFor();
  await scope('production');
  assert.equal(await field(page, 'kind').count(), 0, 'an environment has no kind of its own');
  const size = await shown(page, 'size');
  await size.getByText('base: small').waitFor();
  await size.locator('select').selectOption('large');
  await size.getByTestId('reset').waitFor();
  await editor.saved();
  assert.deepEqual([(await now()).nodes.orders.size, (await now()).environments.production.nodes.orders], ['small', { size: 'large' }]);
  await reached(page, 'override');
  await look(page, 'fields of an environment', PANEL);

  // Records are overridden field by field.
  await scope('Base');
  await (await shown(page, 'replicas')).locator('select').first().selectOption('given');
  await field(page, 'min').locator('input').fill('2');
  await page.keyboard.press('Enter');
  await scope('production');
  const most = field(page, 'max').locator('input');
  await shown(page, 'replicas');
  await field(page, 'min').getByText('base: 2').waitFor();
  await most.fill('9');
  await page.keyboard.press('Enter');
  await editor.saved();
  assert.deepEqual((await now()).environments.production.nodes.orders, { replicas: { max: 9 }, size: 'large' });

  // A number out of its range is refused in place, and nothing is written.
  await most.fill('100000');
  await page.keyboard.press('Enter');
  await field(page, 'max').getByRole('alert').getByText('from 0 to 1000').waitFor();
  assert.equal(await most.getAttribute('aria-invalid'), 'true');
  await look(page, 'a value that is refused', PANEL);
  assert.equal((await now()).environments.production.nodes.orders.replicas.max, 9);

  // By keyboard: the way back is a button beside the field.
  await field(page, 'max').getByTestId('reset').focus();
  await page.keyboard.press('Enter');
  await size.getByTestId('reset').click();
  await editor.saved();
  assert.equal((await now()).environments.production.nodes, undefined, 'an override that says nothing is gone');
  await scope('Base');
}

/** Several items share their fields; what is written goes to all of them as one step. */
export async function several(page, editor, address, id) {
  const now = () => stored(address, id);
  await editor.node('orders').click();
  await page.keyboard.down('Shift');
  await editor.node('billing').click();
  await page.keyboard.up('Shift');
  await page.getByTestId('several').getByText('2 nodes').waitFor();
  const size = await shown(page, 'size');
  assert.equal(await size.locator('option').first().textContent(), 'mixed');
  await reached(page, 'several');
  await look(page, 'fields of several items', PANEL);
  await size.locator('select').selectOption('medium');
  await editor.saved();
  let { nodes } = await now();
  assert.deepEqual([nodes.orders.size, nodes.billing.size, nodes.ledger.size], ['medium', 'medium', undefined]);
  assert.match(await page.getByTestId('undo').getAttribute('aria-label'), /Undo: set size of 2 items/);
  await page.getByTestId('undo').click();
  await editor.saved();
  ({ nodes } = await now());
  assert.deepEqual([nodes.orders.size, nodes.billing.size], ['small', undefined], 'one step takes both back');

  // Things of different sorts are brought down to one.
  await page.keyboard.press('Escape');
  await editor.canvas().focus();
  await page.keyboard.press('Control+a');
  await page.getByTestId('several').getByText('4 nodes').waitFor();
  await page.keyboard.press('Escape');

  // What a node may reach is told, and leads there.
  await properties(page, editor, 'billing');
  const lines = page.getByTestId('reach').locator('[data-edge-line]');
  assert.deepEqual(await lines.allTextContents(), ['usesLedger', 'called byOrders']);
  await lines.first().click();
  await page.locator('path.selected[data-edge="billing--ledger"]').waitFor({ state: 'attached' });
  await page.keyboard.press('Escape');
}
