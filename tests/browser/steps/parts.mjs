// Parts of the editor that come late, or not at all.
import assert from 'node:assert/strict';
import { open } from './browser.mjs';
import { Editor } from './editor.mjs';

const DESK = '**/desk-*.wasm';

/** What stands around the canvas can't be had: the drawing is there, people are told, and can try again. */
async function lost(browser, address, path) {
  const troubles = [];
  const page = await open(browser, address, troubles);
  const editor = new Editor(page);
  await page.route(DESK, (route) => route.abort());
  await page.goto(`${address}${path}`);
  await editor.node('orders').waitFor();
  const told = page.getByTestId('part-lost');
  await told.waitFor();
  const before = await editor.saved();
  await editor.move('orders', await editor.point(0.5, 0.5));
  await page.waitForFunction((was) => Number(document.querySelector('[data-testid="saved"][data-state="saved"]')?.getAttribute('data-revision')) > was, before);

  await page.unroute(DESK);
  await told.getByRole('button', { name: 'Try again' }).click();
  await editor.findings();
  await page.getByTestId('undo').click();
  await told.waitFor({ state: 'detached' });
  assert(troubles.length > 0 && troubles.every((text) => /desk-|Failed to (fetch|load)|ERR_FAILED/.test(text)), troubles.join('\n'));
  await page.close();
}

/** A key that is pressed before anybody is there to take it is taken then. */
async function late(browser, address, path, troubles) {
  const page = await open(browser, address, troubles);
  const editor = new Editor(page);
  let letGo;
  const held = new Promise((resolve) => (letGo = resolve));
  await page.route(DESK, async (route) => {
    await held;
    await route.fallback();
  });
  await page.goto(`${address}${path}`);
  await editor.node('orders').waitFor();
  await page.keyboard.press('n');
  assert.equal(await page.getByTestId('chooser').count(), 0);
  letGo();
  await page.getByTestId('chooser').waitFor();
  await page.close();
}

/** Opens a topology with a node `orders` under both conditions. */
export async function parts(browser, address, path, troubles) {
  await lost(browser, address, path);
  await late(browser, address, path, troubles);
}
