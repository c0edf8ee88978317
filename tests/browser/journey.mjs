// From an empty canvas to a bundle: draw a system with three faults, see them, be refused, apply the fixes, look at the files, download.
//
// node journey.mjs FOLDER: bundle.zip goes to FOLDER, pictures of each stage to FOLDER/screenshots.
// GROUNDPLAN_BINARY is the server, GROUNDPLAN_CHROMIUM the browser.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { faults } from './steps/axe.mjs';
import { launch, open } from './steps/browser.mjs';
import { Editor } from './steps/editor.mjs';
import { explain, read, tryFix, waive } from './steps/findings.mjs';
import { serve } from './steps/server.mjs';

const FAULTS = ['missing-gateway', 'shared-database-write', 'sync-cycle'];
const folder = process.argv[2];
assert(folder && process.env.GROUNDPLAN_BINARY, 'usage: GROUNDPLAN_BINARY=… node journey.mjs FOLDER');
const pictures = join(folder, 'screenshots');
mkdirSync(pictures, { recursive: true });

const troubles = [];
const began = Date.now();
let stage = 0;

/** Says how far it is, and takes a picture in the light and in the dark. */
async function reached(page, name) {
  stage += 1;
  const number = String(stage).padStart(2, '0');
  for (const theme of ['light', 'dark']) {
    // Not by the button: a dialog may lie over it.
    await page.evaluate((theme) => (document.documentElement.dataset.theme = theme), theme);
    await page.screenshot({ path: join(pictures, `${number}-${name}-${theme}.png`), animations: 'disabled' });
  }
  await page.evaluate(() => delete document.documentElement.dataset.theme);
  console.log(`${((Date.now() - began) / 1000).toFixed(1)} s  ${number} ${name}`);
}

async function draw(editor) {
  await editor.place('client', 'Reader', await editor.point(0.14, 0.45));
  await editor.place('service', 'Orders', await editor.point(0.45, 0.2));
  await editor.place('service', 'Billing', await editor.point(0.45, 0.7));
  await editor.placeByClick('database', 'Ledger');
  await editor.move('ledger', await editor.point(0.8, 0.45));
  await editor.connect('reader', 'orders', 'right');
  await editor.connect('reader', 'billing', 'right');
  await editor.connect('orders', 'billing', 'bottom');
  await editor.connect('billing', 'orders', 'top');
  for (const service of ['orders', 'billing']) {
    await editor.connect(service, 'ledger', 'right');
    await editor.choose('access', 'read-write');
  }
  for (const id of ['reader--orders', 'reader--billing', 'orders--billing', 'billing--orders', 'orders--ledger', 'billing--ledger']) {
    await editor.edge(id).waitFor({ state: 'attached' });
  }
}

/** Applies the first fix of the first error until none is left. */
async function mend(page, editor) {
  await editor.findings();
  const errors = page.locator('[data-testid="findings"] [data-severity="error"][data-finding]');
  const applied = [];
  while ((await errors.count()) > 0) {
    assert(applied.length < 12, `fixes don't come to an end: ${applied.join(', ')}`);
    const key = await errors.first().getAttribute('data-finding');
    const card = page.locator(`[data-finding="${key}"]`);
    if (!(await card.evaluate((element) => element.classList.contains('open')))) await card.locator('.finding-head').click();
    const fix = card.getByTestId('fix').first();
    await fix.waitFor();
    assert((await fix.locator('.fix-diff > *').count()) > 0, `the fix of ${key} shows no difference`);
    if (applied.length === 0) await reached(page, 'fix');
    await fix.getByRole('button', { name: 'Apply' }).click();
    await page.locator(`[data-severity="error"][data-finding="${key}"]`).waitFor({ state: 'detached' });
    applied.push(key);
  }
  return applied;
}

/** Opens the folders above a file in the preview, then the file; returns its text, which is the one that the server has. */
async function preview(page, api, path) {
  const tree = page.getByRole('tree', { name: 'Files' });
  const parts = path.split('/');
  for (let depth = 1; depth < parts.length; depth += 1) {
    const row = tree.locator(`[data-path="${parts.slice(0, depth).join('/')}"]`);
    if ((await row.getAttribute('aria-expanded')) !== 'true') await row.click();
  }
  await tree.locator(`[data-path="${path}"]`).click();
  const { lines } = await (await page.request.get(`${api}/files/${path}`)).json();
  const text = lines.map((words) => words.map(([, word]) => word).join('')).join('\n');
  // What is in sight is what the server has, at its top and at its end.
  const code = page.locator(`[data-testid="code"][data-file="${path}"]`);
  const shown = () => code.locator('.code-line').evaluateAll((all) => all.map((line) => [Number(line.dataset.line), line.lastElementChild.textContent]));
  for (const [end, number] of [[0, 1], [1, lines.length]]) {
    await code.evaluate((code, end) => (code.scrollTop = end * code.scrollHeight), end);
    await code.locator(`[data-line="${number}"]`).waitFor();
    const all = await shown();
    assert(all.length > 5 && all.length < 120, `${all.length} lines of ${path} are drawn`);
    assert.deepEqual(all, all.map(([number]) => [number, text.split('\n')[number - 1]]));
  }
  return text;
}

async function journey(browser, address) {
  const page = await open(browser, address, troubles);
  const editor = new Editor(page);
  await page.goto(address);
  await page.getByTestId('new-topology').waitFor();
  await page.locator('[data-example]').first().waitFor();
  await reached(page, 'home');

  await page.getByTestId('new-topology').click();
  await page.getByLabel('What is it called?').fill('Bookshop');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByTestId('editor').waitFor();
  const id = new URL(page.url()).pathname.split('/').at(-1);
  const api = `${address}/api/topologies/${id}`;
  await reached(page, 'empty');
  await page.getByTestId('theme-toggle').click();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
  await page.getByTestId('theme-toggle').click();

  await draw(editor);
  await reached(page, 'drawn');

  await editor.findings();
  for (const rule of FAULTS) await editor.finding(rule).first().waitFor();
  await editor.saved();
  const report = await (await page.request.get(`${api}/findings`)).json();
  for (const rule of FAULTS) assert(report.findings.some((finding) => finding.rule === rule && finding.severity === 'error'), `the server does not find ${rule}`);
  await reached(page, 'findings');

  // What is wrong is told in the picture, explained, waived and looked at before it is mended.
  const pictured = (name) => reached(page, name);
  await explain(page, editor, pictured);
  await read(page, editor, pictured);
  await waive(page, editor, api, pictured);
  await tryFix(page, editor, api, pictured);

  // The way out is closed, and says why.
  const exporting = page.getByTestId('export');
  assert.equal(await exporting.getAttribute('aria-disabled'), 'true');
  assert.match(await exporting.getAttribute('title'), /errors? (is|are) gone/);
  let downloads = 0;
  page.on('download', () => (downloads += 1));
  // It is closed for assistive technology, and a click says why.
  await exporting.click({ force: true });
  await page.getByTestId('toasts').getByText(/errors? (is|are) gone/).first().waitFor();
  assert.equal(downloads, 0, 'a bundle was downloaded although errors stand');
  const refused = await page.request.get(`${api}/bundle.zip`);
  assert.equal(refused.status(), 409);
  const body = await refused.json();
  assert.equal(body.error.code, 'errors');
  assert(body.error.findings.length >= FAULTS.length, JSON.stringify(body));
  await reached(page, 'refused');

  // A second person sees the drawing, and each sees the other's edits.
  const second = await open(browser, address, troubles);
  const other = new Editor(second);
  await second.goto(page.url());
  for (const node of ['reader', 'orders', 'billing', 'ledger']) await other.node(node).waitFor();
  await other.retitle('billing', 'Invoices');
  await editor.node('billing').getByText('Invoices').waitFor();
  await editor.retitle('ledger', 'Books');
  await other.node('ledger').getByText('Books').waitFor();
  await reached(second, 'second-browser');

  const applied = await mend(page, editor);
  assert(applied.length >= 2, `only ${applied.join(', ')} had to be fixed`);
  assert.equal(await exporting.getAttribute('aria-disabled'), 'false');
  assert.equal(await page.getByTestId('toasts').getByText(/errors? (is|are) gone/).count(), 0, 'a refusal outlives its reason');
  console.log(`       fixed: ${applied.join(', ')}`);
  await page.keyboard.press('Shift+Digit1');
  await reached(page, 'fixed');

  // What was done can be undone and done again.
  const errors = page.locator('[data-testid="findings"] [data-severity="error"][data-finding]');
  await page.getByTestId('undo').click();
  await errors.first().waitFor();
  assert.equal(await exporting.getAttribute('aria-disabled'), 'true');
  await page.getByTestId('redo').click();
  await errors.first().waitFor({ state: 'detached' });

  await editor.saved();
  await page.getByTestId('preview-toggle').click();
  const compose = await preview(page, api, 'compose/compose.yaml');
  for (const name of ['orders:', 'billing:', 'services:']) assert(compose.includes(name), `compose.yaml has no ${name}\n${compose.slice(0, 2000)}`);
  await editor.node('orders').click();
  await page.locator('[data-testid="code"] .code-line.mine').first().waitFor();
  await reached(page, 'preview-compose');
  const terraform = await preview(page, api, 'terraform/environments/production/data/main.tf');
  assert(/module "[a-z-]+" \{/.test(terraform), terraform.slice(0, 2000));
  await reached(page, 'preview-terraform');

  const [download] = await Promise.all([page.waitForEvent('download'), exporting.click()]);
  assert.equal(download.suggestedFilename(), 'bookshop.zip');
  await download.saveAs(join(folder, 'bundle.zip'));

  // What was drawn is still there for whoever comes back.
  const revision = await editor.saved();
  await page.reload();
  await editor.node('orders').waitFor();
  assert.equal(await editor.saved(), revision);
  await reached(page, 'again');
  await page.getByRole('link', { name: 'Topologies', exact: true }).click();
  await page.locator(`[data-topology="${id}"]`).waitFor();
  await reached(page, 'listed');
}

const server = await serve(process.env.GROUNDPLAN_BINARY);
const browser = await launch();
try {
  await journey(browser, server.address);
  assert.deepEqual(troubles, [], 'the pages had troubles');
  assert.deepEqual(faults, [], 'axe-core found faults');
} catch (error) {
  const pages = browser.contexts().flatMap((context) => context.pages());
  for (const [index, page] of pages.entries()) await page.screenshot({ path: join(pictures, `failed-${index}.png`) }).catch(() => {});
  console.error(troubles.join('\n'));
  throw error;
} finally {
  await browser.close();
  await server.end();
}
console.log(`${((Date.now() - began) / 1000).toFixed(1)} s  done`);
