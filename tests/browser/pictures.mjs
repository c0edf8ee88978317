// The pictures of the README and of the page about the editor, in the light and in the dark.
//
// node pictures.mjs FOLDER: pictures go to FOLDER, in the repository docs/pictures. GROUNDPLAN_BINARY is the server, GROUNDPLAN_CHROMIUM the browser.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { launch, open } from './steps/browser.mjs';
import { SCREENS, furnished } from './steps/screens.mjs';
import { serve } from './steps/server.mjs';

const folder = process.argv[2];
assert(folder && process.env.GROUNDPLAN_BINARY, 'usage: GROUNDPLAN_BINARY=… node pictures.mjs FOLDER');
mkdirSync(folder, { recursive: true });
const SHOWN = ['drawn', 'explained', 'inspected', 'previewed', 'reviewed'];

const server = await serve(process.env.GROUNDPLAN_BINARY);
const browser = await launch();
const troubles = [];
try {
  const ids = await furnished(server.address);
  for (const { name, go } of SCREENS.filter(({ name }) => SHOWN.includes(name))) {
    for (const colorScheme of ['light', 'dark']) {
      const page = await open(browser, server.address, troubles, { viewport: { width: 1440, height: 900 }, colorScheme, reducedMotion: 'reduce' });
      await go(page, server.address, ids);
      await page.mouse.move(640, 1);
      await page.waitForTimeout(250);
      await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`), animations: 'disabled' });
      await page.context().close();
    }
  }
  assert.deepEqual(troubles, [], 'the pages had troubles');
} finally {
  await browser.close();
  await server.end();
}
console.log('done');
