// The editor without a pointer.
import assert from 'node:assert/strict';
import { look } from './axe.mjs';
import { open } from './browser.mjs';
import { Editor } from './editor.mjs';
import { boxes, reached, scene, selected } from './scene.mjs';

/** From node to node by keys alone, in reading order. */
export async function keys(page, editor) {
  await page.keyboard.press('Escape');
  await editor.canvas().focus();
  const focused = () => page.evaluate(() => document.activeElement.dataset.node ?? document.activeElement.dataset.edge);
  const order = [];
  for (let index = 0; index < 8; index += 1) {
    await page.keyboard.press('Tab');
    order.push(await focused());
  }
  assert.deepEqual(order.slice(0, 2), ['web', 'web--orders'], `a node is followed by its edges: ${order.join(' ')}`);
  const places = await boxes(page);
  const columns = order.filter((id) => id in places).map((id) => Math.floor(places[id][0] / 96));
  assert.deepEqual(columns, [...columns].sort((a, b) => a - b), `from left to right: ${order.join(' ')}`);
  await page.keyboard.press('Shift+Tab');
  assert.equal(await focused(), order[6]);
  const find = async (name) => {
    await page.keyboard.press('Control+f');
    await page.keyboard.type(name);
    await page.keyboard.press('Enter');
  };
  await find('orders');
  await page.keyboard.press('Control+ArrowLeft');
  const [left] = await selected(page);
  assert(places[left][0] < places.orders[0], `${left} is not left of orders`);
  await find('web');
  await page.keyboard.press('a');
  await page.getByTestId('chooser').waitFor();
  await look(page, 'the list of targets');
  await page.keyboard.type('billing');
  await page.keyboard.press('Enter');
  await editor.edge('web--billing').waitFor({ state: 'attached' });
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await reached(page, 'keys');
  await look(page, 'the sheet of keys');
  await settings(page, editor);
}

/** What the wheel does is chosen on the sheet of keys, which says what it does now; the browser keeps the choice. */
async function settings(page, editor) {
  const sheet = page.getByRole('dialog', { name: 'Keys' });
  const does = (key) => sheet.locator('dt', { hasText: new RegExp(`^${key} ?$`) }).locator('xpath=following-sibling::dd').textContent();
  assert.deepEqual([await does('Wheel'), await does('Ctrl wheel')], ['Move the view', 'Zoom at the pointer']);
  await sheet.getByLabel('The wheel zooms').press('Space');
  assert.deepEqual([await does('Wheel'), await does('Ctrl wheel')], ['Zoom at the pointer', 'Move the view']);
  await page.keyboard.press('Escape');
  const { x, y } = await editor.point(0.5, 0.5);
  await page.mouse.move(x, y);
  const zoom = await page.getByTestId('zoom').textContent();
  await page.mouse.wheel(0, 60);
  await page.waitForFunction((was) => document.querySelector('[data-testid="zoom"]').textContent !== was, zoom);
  assert(await page.evaluate(() => localStorage.getItem('groundplan.wheel')), 'the browser keeps it');
  await page.keyboard.press('?');
  await sheet.getByLabel('The wheel zooms').uncheck();
  await page.keyboard.press('Escape');
  assert.equal(await page.evaluate(() => localStorage.getItem('groundplan.wheel')), null);
  await page.keyboard.press('Shift+Digit1');
}

/** Goes on with Tab until something has the focus. */
async function tabTo(page, wanted, limit = 120) {
  for (let tries = 0; tries < limit; tries += 1) {
    if (await page.evaluate(wanted)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`nothing that Tab reaches is ${wanted}`);
}

/** From nothing to a bundle without a pointer. */
export async function withoutPointer(browser, address) {
  const page = await open(browser, address, scene.troubles);
  const { keyboard } = page;
  const editor = new Editor(page);
  await page.goto(address);
  await page.locator('[data-example]').first().waitFor();
  await tabTo(page, () => document.activeElement?.dataset?.testid === 'new-topology');
  await keyboard.press('Enter');
  await page.getByLabel('What is it called?').waitFor();
  await keyboard.type('By keys');
  await keyboard.press('Enter');
  await page.getByTestId('editor').waitFor();
  await page.getByTestId('canvas-empty').waitFor();
  for (const [kind, title, id] of [['client', 'Shopper', 'shopper'], ['gateway', 'Entry', 'entry'], ['service', 'Shop', 'shop'], ['database', 'Stock', 'stock']]) {
    await keyboard.press('n');
    await page.getByTestId('chooser').waitFor();
    await keyboard.type(kind);
    await keyboard.press('Enter');
    await page.locator('input.rename').waitFor();
    await keyboard.press('Control+a');
    await keyboard.type(title);
    await keyboard.press('Enter');
    await editor.node(id).waitFor();
  }
  for (const [from, to] of [['Shopper', 'entry'], ['Entry', 'shop'], ['Shop', 'stock']]) {
    await keyboard.press('Control+f');
    await page.getByTestId('chooser').waitFor();
    await keyboard.type(from);
    await keyboard.press('Enter');
    await keyboard.press('a');
    await page.getByTestId('chooser').waitFor();
    await keyboard.type(to);
    await keyboard.press('Enter');
    await editor.edge(`${from.toLowerCase()}--${to}`).waitFor({ state: 'attached' });
  }
  await keyboard.press('Shift+Alt+T');
  await editor.saved();
  await page.waitForTimeout(600);
  assert.equal(new Set(Object.values(await boxes(page)).map(([x]) => x)).size, 4, 'four layers');
  const errors = page.locator('[data-testid="findings"] [data-severity="error"][data-finding]');
  await keyboard.press('Escape');
  await keyboard.press('Escape');
  for (let tries = 0; (await page.getByTestId('export').getAttribute('aria-disabled')) === 'true'; tries += 1) {
    assert(tries < 8, `errors are left: ${await errors.allTextContents()}`);
    const before = await errors.count();
    await keyboard.press('F8');
    await tabTo(page, () => document.activeElement?.textContent === 'Apply');
    await keyboard.press('Enter');
    await page.waitForFunction((before) => document.querySelectorAll('[data-testid="findings"] [data-severity="error"][data-finding]').length < before, before);
  }
  await reached(page, 'by-keys');
  await look(page, 'a drawing without a pointer');
  await editor.saved();
  await page.evaluate(() => document.activeElement?.blur());
  await tabTo(page, () => document.activeElement?.dataset?.testid === 'export');
  const [download] = await Promise.all([page.waitForEvent('download'), keyboard.press('Enter')]);
  assert.equal(download.suggestedFilename(), 'by-keys.zip');
  await page.context().close();
}
