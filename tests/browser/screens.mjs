// A dozen screens as they look and as they are read aloud, beside pictures and texts that somebody has looked at.
//
// node screens.mjs FOLDER: what differs goes to FOLDER. GROUNDPLAN_ACCEPT=1 takes what is seen as what is wanted: look at each picture then.
// GROUNDPLAN_BINARY is the server, GROUNDPLAN_CHROMIUM the browser.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch, open } from './steps/browser.mjs';
import { SCREENS, furnished } from './steps/screens.mjs';
import { serve } from './steps/server.mjs';

const folder = process.argv[2];
assert(folder && process.env.GROUNDPLAN_BINARY, 'usage: GROUNDPLAN_BINARY=… node screens.mjs FOLDER');
mkdirSync(folder, { recursive: true });
const KEPT = fileURLToPath(new URL('screens', import.meta.url));
const ACCEPT = Boolean(process.env.GROUNDPLAN_ACCEPT);
/** The share of pixels that may differ: letters are drawn a little differently from one machine to the next. */
const MOST = 0.02;

/** The share of pixels of two pictures that differ by more than an eye overlooks; 1 where one has another size. Judged in a page, which knows how to read them. */
const differing = (page, pictures) =>
  page.evaluate(async (pictures) => {
    const [a, b] = await Promise.all(pictures.map(async (text) => {
      const picture = await createImageBitmap(new Blob([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], { type: 'image/png' }));
      const canvas = new OffscreenCanvas(picture.width, picture.height);
      const context = canvas.getContext('2d');
      context.drawImage(picture, 0, 0);
      return context.getImageData(0, 0, picture.width, picture.height);
    }));
    if (a.width !== b.width || a.height !== b.height) return 1;
    let count = 0;
    for (let at = 0; at < a.data.length; at += 4) {
      const far = Math.max(...[0, 1, 2].map((part) => Math.abs(a.data[at + part] - b.data[at + part])));
      if (far > 40) count += 1;
    }
    return count / (a.data.length / 4);
  }, pictures.map((picture) => picture.toString('base64')));

/** What is said of times, ids and files stays; they themselves do not: what a file holds is for its own tests. */
const lasting = (text) =>
  text
    .replace(/\d+ (second|minute|hour|day)s? ago|just now/g, 'TIME')
    .replace(/\b[0-9a-f]{16}\b/g, 'ID')
    .replace(/\+\d+ −\d+/g, 'LINES')
    .replace(/(- region "File[^"]*": )"\d.*"/g, '$1LINES');

const server = await serve(process.env.GROUNDPLAN_BINARY);
const browser = await launch();
const troubles = [];
const faults = [];
try {
  const ids = await furnished(server.address);
  const judge = await (await browser.newContext()).newPage();
  for (const { name, wide = 1440, high = 900, dark, contrast, go } of SCREENS) {
    const page = await open(browser, server.address, troubles, {
      viewport: { width: wide, height: high },
      deviceScaleFactor: 0.5,
      colorScheme: dark ? 'dark' : 'light',
      contrast: contrast ? 'more' : 'no-preference',
      reducedMotion: 'reduce',
    });
    await go(page, server.address, ids);
    await page.mouse.move(wide / 2, 1);
    await page.waitForTimeout(250);
    const seen = await page.screenshot({ animations: 'disabled' });
    const read = lasting(await page.locator('body').ariaSnapshot());
    await page.context().close();
    const [picture, text] = [join(KEPT, `${name}.png`), join(KEPT, `${name}.txt`)];
    if (ACCEPT) {
      mkdirSync(KEPT, { recursive: true });
      writeFileSync(picture, seen);
      writeFileSync(text, `${read}\n`);
      continue;
    }
    if (!existsSync(picture)) {
      faults.push(`${name}: there is no ${picture}`);
      continue;
    }
    const share = await differing(judge, [readFileSync(picture), seen]);
    if (share > MOST) faults.push(`${name}: ${(share * 100).toFixed(1)} % of the picture differ from ${picture}`);
    if (`${read}\n` !== readFileSync(text, 'utf8')) faults.push(`${name}: read aloud it differs from ${text}`);
    writeFileSync(join(folder, `${name}.png`), seen);
    writeFileSync(join(folder, `${name}.txt`), `${read}\n`);
    console.log(`${name}: ${(share * 100).toFixed(2)} % differ`);
  }
  assert.deepEqual(troubles, [], 'the pages had troubles');
  assert.deepEqual(faults, [], `what is seen now is in ${folder}`);
} finally {
  await browser.close();
  await server.end();
}
console.log('done');
