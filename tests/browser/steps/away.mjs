// Without a server for a while.
import assert from 'node:assert/strict';
import { reached, stored } from './scene.mjs';
import { serve } from './server.mjs';

/** The server is gone for a while, and the page is left meanwhile: nothing is lost. */
export async function offline(page, editor, server, id) {
  await editor.saved();
  await server.stop();
  await page.locator('[data-testid="saved"][data-state="offline"]').waitFor();
  await editor.node('ledger').click();
  for (let index = 0; index < 19; index += 1) await page.keyboard.press(index % 2 ? 'ArrowDown' : 'ArrowRight');
  await editor.retitle('ledger', 'Books');
  const pill = await page.getByTestId('saved').textContent();
  assert.match(pill, /Offline, 20 edits kept/);
  await reached(page, 'offline');
  page.once('dialog', (dialog) => dialog.accept());
  const back = await serve(process.env.GROUNDPLAN_BINARY, server);
  // The connection comes back by itself; a page that is left at once sends its edits from the next one.
  await page.reload();
  await editor.node('ledger').getByText('Books').waitFor();
  await editor.saved();
  const document = await stored(back.address, id);
  assert.equal(document.nodes.ledger.title, 'Books');
  assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('groundplan.kept')).length), 0);
  return back;
}
