// What stands around the canvas: fields, findings, the files of the bundle, what changed in them, what the real tools say; and what a dragged card snaps to.
//
// node inspecting.mjs FOLDER: pictures go to FOLDER. GROUNDPLAN_BINARY is the server, GROUNDPLAN_CHROMIUM the browser.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { faults } from './steps/axe.mjs';
import { launch, open } from './steps/browser.mjs';
import { compare, files, lose, prove } from './steps/bundle.mjs';
import { environments, several } from './steps/fields.mjs';
import { sift } from './steps/sifting.mjs';
import { DOCUMENT, begins, create, opened, scene } from './steps/scene.mjs';
import { serve } from './steps/server.mjs';
import { alone, guide, lock } from './steps/standing.mjs';

begins('inspecting.mjs');
const server = await serve(process.env.GROUNDPLAN_BINARY);
const browser = await launch();
try {
  const page = await open(browser, server.address, scene.troubles);
  const drawn = await create(server.address, DOCUMENT);
  const editor = await opened(page, server.address, drawn);
  await environments(page, editor, server.address, drawn);
  await several(page, editor, server.address, drawn);
  await sift(page, server.address);
  await opened(page, server.address, drawn);
  await guide(page, editor);
  await lock(page, editor, server.address, drawn);
  await alone(page, editor, server.address, drawn);
  const made = await fetch(`${server.address}/api/topologies`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"example":"shop"}' });
  const shop = (await made.json()).id;
  await opened(page, server.address, shop);
  await files(page, editor, server.address, shop);
  await compare(page, editor);
  await lose(page, editor, scene.troubles);
  await prove(page, editor);
  assert.deepEqual(scene.troubles, [], 'the pages had troubles');
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
