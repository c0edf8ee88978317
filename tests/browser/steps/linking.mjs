// Lines that get another end, and all lists and menus by which something is chosen.
import assert from 'node:assert/strict';
import { look } from './axe.mjs';
import { middle, reached, selected, stored } from './scene.mjs';

/** Lines that get another end, or a new node at their end; menus; lists. */
export async function connect(page, editor, address, id) {
  const { mouse } = page;
  await page.keyboard.press('Escape');
  const path = await editor.edge('web--orders').evaluate((line) => {
    const point = line.getPointAtLength(line.getTotalLength() / 3);
    const at = new DOMPoint(point.x, point.y).matrixTransform(line.getScreenCTM());
    return { x: at.x, y: at.y };
  });
  await mouse.click(path.x, path.y);
  await page.locator('[data-end="end"]').waitFor();
  await reached(page, 'edge-selected');
  await editor.drag(middle(await page.locator('[data-end="end"]').boundingBox()), middle(await editor.node('billing').boundingBox()));
  await editor.saved();
  assert.equal((await stored(address, id)).edges['web--orders'].to, 'billing');
  // Its ends are taken hold of where the line is now.
  const grip = middle(await page.locator('[data-end="end"]').boundingBox());
  const off = await editor.edge('web--orders').evaluate((line, grip) => {
    const all = Array.from({ length: 200 }, (_, step) => line.getPointAtLength((line.getTotalLength() * step) / 199).matrixTransform(line.getScreenCTM()));
    return Math.min(...all.map((point) => Math.hypot(point.x - grip.x, point.y - grip.y)));
  }, grip);
  assert(off < 6, `the end of the line is ${off} pixels off it`);
  await page.keyboard.press('Control+z');
  await editor.saved();
  assert.equal((await stored(address, id)).edges['web--orders'].to, 'orders');

  // A node that can't be the end is dimmed, and the reason is said.
  await editor.node('ledger').hover();
  const handle = middle(await editor.node('ledger').locator('.handle[data-side="left"]').boundingBox());
  await mouse.move(handle.x, handle.y);
  await mouse.down();
  const target = middle(await editor.node('orders').boundingBox());
  await mouse.move(target.x, target.y, { steps: 8 });
  await page.locator('.hint').getByText('opens no connections').waitFor();
  await reached(page, 'refused-target');
  await page.keyboard.press('Escape');
  await mouse.up();

  // On empty canvas the line asks what should be there: only what may be.
  await editor.node('orders').hover();
  const from = middle(await editor.node('orders').locator('.handle[data-side="right"]').boundingBox());
  await editor.drag(from, { x: from.x + 220, y: from.y - 10 });
  const list = page.getByTestId('chooser');
  await list.waitFor();
  assert.equal(await list.locator('[data-choice="client"]').count(), 0, 'nothing connects to a client');
  await reached(page, 'quick-add');
  await page.keyboard.type('queue');
  await page.keyboard.press('Enter');
  await editor.write('Order events');
  await editor.saved();
  const drawn = await stored(address, id);
  assert.deepEqual([drawn.nodes['order-events'].kind, drawn.edges['orders--order-events'].kind], ['queue', 'publish']);

  await mouse.dblclick(...Object.values(await editor.point(0.3, 0.85)));
  await list.waitFor();
  await page.keyboard.type('worker');
  await page.keyboard.press('Enter');
  await editor.write('Mailer');
  await editor.node('mailer').waitFor();
  await page.keyboard.press('F2');
  await editor.write('Post');
  assert.equal(await editor.node('mailer').locator('.name').textContent(), 'Post');

  // Whoever works off what is queued reads there, unless another thing is asked for.
  await page.keyboard.press('a');
  await list.waitFor();
  await page.keyboard.type('order events');
  assert.deepEqual(await list.locator('[data-choice="order-events"] .note').allTextContents(), ['subscribe', 'publish']);
  await page.keyboard.press('Enter');
  await editor.saved();
  assert.equal((await stored(address, id)).edges['mailer--order-events'].kind, 'subscribe');
  await page.keyboard.press('Control+z');
  await editor.edge('mailer--order-events').waitFor({ state: 'detached' });
  await editor.node('mailer').click();

  const menu = page.getByTestId('menu');
  await editor.node('mailer').click({ button: 'right' });
  await menu.waitFor();
  await reached(page, 'menu');
  await look(page, 'the menu');
  await menu.locator('[data-command="Duplicate"]').click();
  await editor.node('mailer-2').waitFor();
  await page.keyboard.press('Shift+F10');
  await menu.waitFor();
  for (let tries = 0; (await page.evaluate(() => document.activeElement.dataset.command)) !== 'Delete'; tries += 1) {
    assert(tries < 30, 'the menu has no Delete');
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
  await editor.node('mailer-2').waitFor({ state: 'detached' });

  await page.keyboard.press('Control+k');
  await list.waitFor();
  await reached(page, 'commands');
  await look(page, 'the commands');
  await page.keyboard.type('show every');
  await page.keyboard.press('Enter');
  await list.waitFor({ state: 'detached' });
  await page.keyboard.press('Control+f');
  await page.keyboard.type('postgres');
  await page.keyboard.press('Enter');
  assert.deepEqual(await selected(page), ['ledger']);
  await page.waitForURL(/\?sel=node:ledger$/);
}
