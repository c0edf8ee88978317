// With less room, with fingers, tidied up, taken away as a picture.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { look } from './axe.mjs';
import { open } from './browser.mjs';
import { boxes, middle, opened, reached, scene, selected } from './scene.mjs';

/** With the map; with less room; with fingers. */
export async function elsewhere(browser, page, editor, address, id) {
  await page.keyboard.press('Escape');
  await page.keyboard.press('m');
  const map = page.locator('canvas.minimap');
  await map.waitFor();
  const before = await editor.node('web').boundingBox();
  const box = await map.boundingBox();
  await page.mouse.click(box.x + 20, box.y + 20);
  await page.waitForFunction((was) => Math.abs(document.querySelector('[data-node="web"]').getBoundingClientRect().x - was) > 20, before.x);
  await reached(page, 'map');
  await page.keyboard.press('m');
  await map.waitFor({ state: 'detached' });
  await page.keyboard.press('Shift+Digit1');

  for (const width of [1100, 700]) {
    await page.setViewportSize({ width, height: 800 });
    await page.keyboard.press('Shift+Digit1');
    await page.waitForTimeout(300);
    const canvas = await editor.canvas().boundingBox();
    assert(canvas.width > 600, `the canvas has ${canvas.width} of ${width} pixels`);
    await reached(page, `wide-${width}`);
    await look(page, `a window of ${width} pixels`);
  }
  await page.getByRole('button', { name: 'Properties and findings' }).click();
  await page.getByTestId('tab-findings').waitFor();
  await reached(page, 'wide-700-panel');
  await look(page, 'a panel over the canvas');
  await page.getByRole('button', { name: 'Properties and findings' }).click();
  await page.setViewportSize({ width: 1440, height: 900 });

  const tablet = await open(browser, address, scene.troubles, { viewport: { width: 900, height: 700 }, hasTouch: true });
  const context = tablet.context();
  const there = await opened(tablet, address, id);
  const fingers = await context.newCDPSession(tablet);
  const touch = (type, ...points) => fingers.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y], index) => ({ x, y, id: index })) });
  const wide = (await there.node('web').boundingBox()).width;
  await touch('touchStart', [400, 560], [500, 560]);
  for (let step = 1; step <= 5; step += 1) await touch('touchMove', [400 - step * 20, 560], [500 + step * 20, 560]);
  await touch('touchEnd');
  await tablet.waitForFunction((was) => document.querySelector('[data-node="web"]').getBoundingClientRect().width > was * 1.5, wide);
  await tablet.keyboard.press('Shift+Digit1');
  await tablet.waitForTimeout(300);
  const card = middle(await there.node('web').boundingBox());
  await touch('touchStart', [card.x, card.y]);
  await tablet.getByTestId('menu').waitFor();
  await touch('touchEnd');
  assert.deepEqual(await selected(tablet), ['web']);
  await context.close();
}

/** Tidied up as one step. */
export async function tidy(page, editor, address, id) {
  await editor.saved();
  const before = await boxes(page);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+Alt+T');
  await page.waitForFunction((was) => document.querySelector('[data-node="ledger"]').offsetLeft !== was, before.ledger[0]);
  await page.waitForTimeout(400);
  const after = await boxes(page);
  assert(after.web[0] + 182 < after.orders[0] && after.billing[0] + 182 < after.ledger[0], JSON.stringify(after));
  await reached(page, 'tidied');
  await page.keyboard.press('Control+z');
  await page.waitForTimeout(50);
  assert.deepEqual(await boxes(page), before, 'one step of undo');
  await page.keyboard.press('Control+y');
  await editor.saved();
}

/** Pictures to take away, and links to what is selected. */
export async function share(page, editor, address, id) {
  const ask = async (command) => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.keyboard.type(command);
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    return download;
  };
  const svg = await ask('as svg');
  assert.equal(svg.suggestedFilename(), 'shop.svg');
  const path = join(scene.folder, 'shop.svg');
  await svg.saveAs(path);
  const text = readFileSync(path, 'utf8');
  for (const part of ['Orders', 'Ledger', 'Sales', '<path', 'stroke-dasharray']) assert(text.includes(part), `the picture has no ${part}`);
  const png = await ask('download as png');
  await png.saveAs(join(scene.folder, 'shop.png'));
  assert.equal(readFileSync(join(scene.folder, 'shop.png')).subarray(1, 4).toString(), 'PNG');

  await page.goto(`${address}/t/${id}?sel=node:ledger,edge:billing--ledger,node:nobody`);
  await editor.node('ledger').waitFor();
  assert.deepEqual(await selected(page), ['ledger']);
  await page.locator('path.selected[data-edge="billing--ledger"]').waitFor({ state: 'attached' });
}
