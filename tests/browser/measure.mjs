// What the editor takes of people's time, in figures: prints one table. Times are no gate, since machines differ and are
// busy: beside them stands what a page takes that shows as much and does nothing. How often the page is written to is exact.
//
// node measure.mjs: GROUNDPLAN_BINARY is the server, GROUNDPLAN_CHROMIUM the browser.
import { launch, open } from './steps/browser.mjs';
import { Editor } from './steps/editor.mjs';
import { drag, glide, instruments, letGo, memory, middle, p95, perFrame, plain, slide, wheel } from './steps/figures.mjs';
import { serve } from './steps/server.mjs';
import { create, reference } from './steps/system.mjs';
import { fewWrites } from './steps/writes.mjs';

// Where the figures are no more than printed, fewer are enough to see that they are taken.
const BRIEF = Boolean(process.env.CI);
const FRAMES = BRIEF ? 20 : 60;
const ROUNDS = BRIEF ? 6 : 20;
const PREVIEWS = BRIEF ? 4 : 10;
const rows = [];

/** A row: what was measured, the figure, the most that it should be, its unit, and what the reference page took. */
function row(name, figure, most, unit = 'ms', beside) {
  const show = (number) => (number === undefined ? '' : `${number.toFixed(number < 20 && unit !== 'KiB' ? 1 : 0)} ${unit}`);
  rows.push([name, show(figure), `≤ ${most} ${unit}`, show(beside), figure <= most ? 'within' : 'above']);
}

async function opened(browser, address, count) {
  const id = await create(address, count);
  const page = await open(browser, address, []);
  page.setDefaultTimeout(60_000);
  await page.addInitScript(instruments);
  const loaded = [];
  page.on('response', (response) => loaded.push(response));
  await page.goto(`${address}/t/${id}`);
  const card = await page.evaluate(() => window.firstCard);
  const whole = await page.evaluate(() => window.whole);
  const answered = await page.evaluate((end) => performance.getEntriesByType('resource').find(({ name }) => name.endsWith(end)).responseEnd, `/api/topologies/${id}`);
  const editor = new Editor(page);
  await editor.findings();
  await page.locator('[data-finding]').first().waitFor();
  // What is drawn and planned only once the picture stands is no part of what is measured next.
  await page.waitForTimeout(1500);
  return { page, editor, loaded, card, whole, mount: card - answered };
}

/** What came over the wire for the first card, in KiB. */
async function firstLoad(page, loaded) {
  const [began, drawn] = await page.evaluate(async () => [performance.timeOrigin, await window.firstDrawn]);
  let bytes = 0;
  for (const response of loaded) {
    const { startTime } = response.request().timing();
    // What is asked for once the card is there it does not wait for.
    if (/\.(js|css|wasm)$/.test(new URL(response.url()).pathname) && startTime - began < drawn) bytes += (await response.request().sizes()).responseBodySize;
  }
  return bytes / 1024;
}

async function frames(browser, page, count, most) {
  const beside = await plain(browser, reference(count));
  for (const [name, ctrl] of [['pan', false], ['zoom', true]]) {
    const here = await perFrame(page, FRAMES, wheel(ctrl), BRIEF);
    const there = await perFrame(beside.page, FRAMES, glide(ctrl), BRIEF);
    row(`${name}, ${count} nodes: main thread a frame`, here.task, most, 'ms', there.task);
    row(`${name}, ${count} nodes: layout a frame`, here.layout, 0.5, 'ms', there.layout);
  }
  await page.waitForTimeout(300);
  const here = await perFrame(page, FRAMES, drag('n5'), BRIEF);
  await page.evaluate(letGo);
  row(`drag a card, ${count} nodes: 95 of 100 frames`, here.p95, count > 500 ? 33 : 25, 'ms', (await perFrame(beside.page, FRAMES, slide, BRIEF)).p95);
  await beside.page.context().close();
  return beside;
}

/** A service that nobody uses comes and goes: from the click until something has changed, or until what `what` names has come or gone. */
async function edits(page, rounds, selector, rest, what) {
  const times = [];
  for (let index = 0; index < rounds; index += 1) {
    times.push(await page.evaluate(([button, selector, what]) => window.untilChanged(button, selector, {}, what), [`[data-testid="${index % 2 === 0 ? 'undo' : 'redo'}"]`, selector, what]));
    await page.waitForTimeout(rest);
  }
  return times;
}

async function lonely(page, editor) {
  await editor.placeByClick('service', 'Lonely');
  await editor.findings();
  await page.locator('.node[data-node="lonely"] .badge').waitFor({ state: 'attached' });
  await editor.saved();
  await page.waitForTimeout(1000);
}

/** The same, until a finding has come or gone: not until something else in the panel has changed, which an edit does before anybody has judged it. */
const judged = (page) => edits(page, ROUNDS, '[data-testid="findings"]', 150, '[data-finding]');

/** Clicks and keys as people make them; the time from each until the frame that shows it. */
async function interactions(page, editor) {
  await page.evaluate(() => window.interactions.clear());
  for (let n = 2; n < 12; n += 1) await editor.node(`n${n * 3}`).click();
  for (const key of ['ArrowRight', 'ArrowLeft', 'Escape', 'n', 'Escape', 'Tab', 'Tab', 'Control+k', 'Escape', '?', 'Escape']) await page.keyboard.press(key);
  await page.waitForTimeout(500);
  return page.evaluate(() => [...window.interactions.values()]);
}

async function tidied(page, editor) {
  const time = await page.evaluate(() => window.untilChanged('[aria-label="Tidy"]', '#viewport', { attributes: true, attributeFilter: ['style'] }));
  await page.waitForTimeout(500);
  await page.getByTestId('undo').click();
  await editor.saved();
  // Everything is in sight again.
  await page.keyboard.press('Shift+Digit1');
  await page.waitForTimeout(400);
  return time;
}

async function small(browser, address) {
  const beside = await plain(browser, reference(200));
  await beside.page.context().close();
  const { page, editor, loaded, card, whole, mount } = await opened(browser, address, 200);
  // From a folder the files come as they are.
  if (!process.env.GROUNDPLAN_APP) row('first load, compressed', await firstLoad(page, loaded), 300, 'KiB');
  row('interactive, cold, 200 nodes: the drawing', card, 1000);
  row('interactive, cold, 200 nodes: all around it', whole, 1000);
  row('mount, 200 nodes', mount, 150, 'ms', beside.mount);
  row('layout, 200 nodes, shown', await tidied(page, editor), 150);
  const all = await interactions(page, editor);
  row(`key or click → paint, 95 of 100 of ${all.length}`, p95(all), 100);
  await lonely(page, editor);
  row('edit → findings painted, 200 nodes', middle(await judged(page)), 50, 'ms', beside.edit);
  await page.getByTestId('preview-toggle').click();
  await page.locator('.code-line').first().waitFor();
  await page.waitForTimeout(1000);
  row('edit → preview, 200 nodes', middle(await edits(page, PREVIEWS, '[data-testid="code"]', 700)), 300);
  await page.context().close();
}

async function half(browser, address) {
  const { page } = await opened(browser, address, 500);
  await frames(browser, page, 500, 6);
  await page.context().close();
}

async function large(browser, address) {
  const { page, editor, mount } = await opened(browser, address, 1000);
  row('memory, 1000 nodes', await memory(page), 80, 'MiB');
  const beside = await frames(browser, page, 1000, 10);
  row('mount, 1000 nodes', mount, 700, 'ms', beside.mount);
  await fewWrites(page, editor, 'n505');
  rows.push(['writes a frame: drag 1 + lines, pan and zoom 1', 'exact', '=', '', 'within']);
  row('layout, 1000 nodes, shown', await tidied(page, editor), 750);
  await lonely(page, editor);
  row('edit → findings painted, 1000 nodes', middle(await judged(page)), 250, 'ms', beside.edit);
  await page.context().close();
}

const server = await serve(process.env.GROUNDPLAN_BINARY);
const browser = await launch();
try {
  for (const part of [small, half, large]) await part(browser, server.address);
} finally {
  await browser.close();
  await server.end();
  const heading = ['figure', 'here', 'wanted', 'reference', ''];
  const widths = heading.map((_, column) => Math.max(...[heading, ...rows].map((row) => row[column].length)));
  for (const row of [heading, ...rows]) console.log(row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join('  '));
}
console.log(`figures: ${rows.length}, above: ${rows.filter((row) => row.at(-1) === 'above').length}`);
