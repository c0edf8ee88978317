// Where cards stand: in line with others, locked, alone in a boundary.
import assert from 'node:assert/strict';
import { boxes, middle, reached, stored } from './scene.mjs';

const lines = (page) => page.locator('path.guide').getAttribute('d');

/** A dragged card is pulled into line, and told so; unless that is turned off. */
export async function guide(page, editor) {
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+0');
  await page.keyboard.press('Shift+Digit1');
  await page.waitForTimeout(300);
  const zoom = (await editor.node('web').boundingBox()).width / 182;
  const from = middle(await editor.node('ledger').boundingBox());
  const drag = async () => {
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    // Two pixels off the column of orders, far below it.
    const orders = middle(await editor.node('orders').boundingBox());
    await page.mouse.move(orders.x + 40, orders.y + 300 * zoom, { steps: 6 });
    await page.mouse.move(orders.x + 3 * zoom, orders.y + 331 * zoom, { steps: 4 });
    await page.waitForTimeout(60);
  };
  await drag();
  const drawn = await lines(page);
  const left = async (id) => (await editor.node(id).boundingBox()).x;
  assert(drawn.length > 0, 'a line says what it stands in line with');
  assert(Math.abs((await left('ledger')) - (await left('orders'))) < 0.1, 'it is pulled into the column');
  await reached(page, 'guides');
  await page.keyboard.press('Escape');
  await page.mouse.up();
  assert.equal(await lines(page), '', 'no line is left');

  await page.keyboard.press('Alt+s');
  await page.getByTestId('toasts').getByText('no longer snap to other cards').waitFor();
  await drag();
  assert.equal(await lines(page), '');
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await page.keyboard.press('Alt+s');
  await page.keyboard.press("Control+'");
  await page.getByTestId('toasts').getByText('no longer snap to the grid').waitFor();
  await page.keyboard.press("Control+'");
}

/** A locked card stays, whatever moves. */
export async function lock(page, editor, address, id) {
  await editor.node('billing').click();
  assert.match(await editor.node('billing').getAttribute('aria-label'), /, 2 connections/);
  await page.keyboard.press('Control+Shift+L');
  await editor.saved();
  assert.deepEqual((await stored(address, id)).views.main.locked, ['billing']);
  assert.match(await editor.node('billing').getAttribute('aria-label'), /, locked/);
  const before = await boxes(page);
  await editor.move('billing', await editor.point(0.5, 0.9));
  await page.keyboard.press('ArrowRight');
  assert.deepEqual(await boxes(page), before);
  await page.keyboard.press('Control+a');
  await page.keyboard.press('ArrowDown');
  const after = await boxes(page);
  assert.deepEqual([after.billing, after.orders[1]], [before.billing, before.orders[1] + 8], 'the others move');
  await page.keyboard.press('Control+z');
  await editor.node('billing').click();
  await page.keyboard.press('Control+Shift+L');
  await editor.saved();
  assert.equal((await stored(address, id)).views.main.locked, undefined);
}

/** A boundary becomes one of another sort; its only member is dragged out, and the boundary stays to be seen. */
export async function alone(page, editor, address, id) {
  const now = () => stored(address, id);
  await editor.node('web').click();
  await page.keyboard.press('Control+g');
  await editor.write('Browsers');
  await editor.saved();
  const box = page.locator('[data-boundary="browsers"]');
  await box.waitFor();
  await page.getByTestId('tab-properties').click();
  await page.locator('#boundary-kind').selectOption('team');
  await editor.saved();
  assert.deepEqual([(await now()).boundaries.browsers.kind, (await now()).nodes.web.in], ['team', { team: 'browsers' }]);
  const was = await box.boundingBox();
  await editor.move('web', { x: was.x + was.width / 2, y: was.y + was.height + 120 });
  await editor.saved();
  assert.equal((await now()).nodes.web.in, undefined, 'a single member may leave');
  const is = await box.boundingBox();
  assert(Math.abs(is.x - was.x) < 3 && Math.abs(is.width - was.width) < 3, 'the boundary stays where it was');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
}
