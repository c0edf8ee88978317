// Gestures by chance, against a model that is nothing but the edits that the server acknowledged, folded: after each gesture the screen
// shows what the document says, and a step of undo or redo brings back exactly what was.
//
// node random.mjs: GROUNDPLAN_GESTURES is how many (1,500; 600 where CI is set), GROUNDPLAN_SEED with which seed to begin (1); GROUNDPLAN_BINARY is the server, GROUNDPLAN_CHROMIUM the browser.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { launch, open } from './steps/browser.mjs';
import { Editor } from './steps/editor.mjs';
import { DOCUMENT, create } from './steps/scene.mjs';
import { serve } from './steps/server.mjs';

assert(process.env.GROUNDPLAN_BINARY, 'usage: GROUNDPLAN_BINARY=… node random.mjs');
const COUNT = Number(process.env.GROUNDPLAN_GESTURES ?? (process.env.CI ? 600 : 1_500));
const SEED = Number(process.env.GROUNDPLAN_SEED ?? 1);
/** Gestures on one document; then another one begins. */
const ROUND = 300;

const troubles = [];
const server = await serve(process.env.GROUNDPLAN_BINARY);
const browser = await launch();
const began = Date.now();
const done = {};
try {
  const page = await open(browser, server.address, troubles, { reducedMotion: 'reduce' });
  for (const script of ['model', 'gestures']) await page.addInitScript({ path: fileURLToPath(new URL(`page/${script}.js`, import.meta.url)) });
  for (let made = 0, seed = SEED; made < COUNT; made += ROUND, seed += 1) {
    const id = await create(server.address, DOCUMENT);
    await page.goto(`${server.address}/t/${id}`);
    const editor = new Editor(page);
    await editor.node('orders').waitFor();
    await page.getByTestId('undo').waitFor();
    await editor.saved();
    const told = await page.evaluate(([seed, count]) => window.gestures(seed, count), [seed, Math.min(ROUND, COUNT - made)]);
    for (const [name, count] of Object.entries(told.done)) done[name] = (done[name] ?? 0) + count;
    if (told.failed) {
      const { index, name, last, faults } = told.failed;
      assert.fail(`GROUNDPLAN_SEED=${seed}, gesture ${index} (${name}) after ${last.join(', ')}:\n${faults.join('\n')}`);
    }
    // The model's document is the server's.
    const held = (await (await fetch(`${server.address}/api/topologies/${id}`)).json()).document;
    const text = await page.evaluate((held) => window.model.text(held), held);
    assert(text === told.document, `seed ${seed}: the server holds\n${text}\nand its edits make\n${told.document}`);
    console.log(`${((Date.now() - began) / 1000).toFixed(1)} s  seed ${seed}: ${told.revision} edits`);
  }
  assert.deepEqual(troubles, [], 'the page had troubles');
  const all = Object.values(done).reduce((sum, count) => sum + count, 0);
  console.log(`${all} gestures: ${Object.entries(done).map(([name, count]) => `${name} ${count}`).join(', ')}`);
} catch (error) {
  console.error(troubles.join('\n'));
  throw error;
} finally {
  await browser.close();
  await server.end();
}
console.log('done');
