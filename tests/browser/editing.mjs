// The editor as people draw with it: by pointer, by keys and by menu, between two topologies, without a server for a while.
//
// node editing.mjs FOLDER: pictures go to FOLDER. GROUNDPLAN_BINARY is the server, GROUNDPLAN_CHROMIUM the browser.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { elsewhere, share, tidy } from './steps/around.mjs';
import { offline } from './steps/away.mjs';
import { faults, look } from './steps/axe.mjs';
import { launch, open } from './steps/browser.mjs';
import { keys, withoutPointer } from './steps/by_keys.mjs';
import { contain, outline } from './steps/containing.mjs';
import { begin, copy, select } from './steps/drawing.mjs';
import { connect } from './steps/linking.mjs';
import { badLuck } from './steps/luck.mjs';
import { DOCUMENT, begins, create, opened, scene } from './steps/scene.mjs';
import { serve } from './steps/server.mjs';
import { fewWrites } from './steps/writes.mjs';

begins('editing.mjs');
let server = await serve(process.env.GROUNDPLAN_BINARY);
const browser = await launch();
try {
  const id = await create(server.address, DOCUMENT);
  const page = await open(browser, server.address, scene.troubles);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.address });
  await page.goto(server.address);
  await page.locator('[data-example]').first().waitFor();
  await look(page, 'the first page');
  await begin(page, server.address);
  const editor = await opened(page, server.address, id);
  await look(page, 'the editor');
  await fewWrites(page, editor, 'billing');
  await select(page, editor, server.address, id);
  await copy(browser, page, editor, server.address);
  await connect(page, editor, server.address, id);
  await contain(page, editor, server.address, id);
  await outline(page);
  await tidy(page, editor, server.address, id);
  await share(page, editor, server.address, id);
  await keys(page, editor);
  await withoutPointer(browser, server.address);
  await badLuck(browser, server.address);
  await elsewhere(browser, page, editor, server.address, id);
  assert.deepEqual(scene.troubles, [], 'the pages had troubles');
  server = await offline(page, editor, server, id);
  assert.deepEqual(faults, [], 'axe-core found faults');
} catch (error) {
  const pages = browser.contexts().flatMap((context) => context.pages());
  for (const [index, page] of pages.entries()) await page.screenshot({ path: join(scene.folder, `failed-${index}.png`) }).catch(() => {});
  console.error([...scene.troubles, ...faults].join('\n'));
  throw error;
} finally {
  await browser.close();
  await server.end();
}
console.log('done');
