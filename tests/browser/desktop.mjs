// A file on the desktop: drawn on, changed by a text editor meanwhile, in conflict, settled; and the page as an app of its own.
//
// node desktop.mjs FOLDER: pictures go to FOLDER. GROUNDPLAN_BINARY is the server, GROUNDPLAN_CHROMIUM the browser.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { faults, look } from './steps/axe.mjs';
import { launch, open } from './steps/browser.mjs';
import { Editor } from './steps/editor.mjs';
import { DOCUMENT, begins, reached, scene } from './steps/scene.mjs';
import { openFile } from './steps/server.mjs';

begins('desktop.mjs');
const folder = mkdtempSync(join(tmpdir(), 'groundplan-desktop-'));
const file = join(folder, 'shop.yaml');
writeFileSync(file, DOCUMENT.replace('  orders:', '  # the heart of it\n  orders:'));
const text = () => readFileSync(file, 'utf8');

async function until(what, holds) {
  for (let tries = 0; !(await holds()); tries += 1) {
    assert(tries < 150, `${what}\n${text()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const server = await openFile(process.env.GROUNDPLAN_BINARY, file);
const browser = await launch();
try {
  const page = await open(browser, server.address, scene.troubles);
  const { topology } = await (await fetch(`${server.address}/api/file`)).json();
  await page.goto(`${server.address}/t/${topology}`);
  const editor = new Editor(page);
  await editor.node('orders').waitFor();
  const told = page.getByTestId('file');
  await told.getByText('shop.yaml').waitFor();
  await editor.retitle('orders', 'Order desk');
  await until('the file does not say what was drawn', () => text().includes('Order desk'));
  assert(text().includes('# the heart of it'), 'comments stay');
  await reached(page, 'file');

  // What a text editor changes is there as one step, which can be undone.
  writeFileSync(file, text().replace('title: Ledger', 'title: Books') + 'owner: team-shop\n');
  await editor.node('ledger').getByText('Books').waitFor();

  // A file that is half written is left alone, and both sides then say something else of the same place.
  writeFileSync(file, `${text()}oops: [`);
  await page.locator('[data-testid="file"][data-state="unreadable"]').waitFor();
  await editor.retitle('ledger', 'Drawn books');
  await editor.saved();
  writeFileSync(file, text().replace('oops: [', '').replace('title: Books', 'title: Written books'));
  await page.locator('[data-testid="file"][data-state="conflict"]').waitFor();
  await told.getByText('/nodes/ledger/title').waitFor();
  await reached(page, 'conflict');
  await look(page, 'a conflict with the file');
  assert(text().includes('Written books'), 'nothing is written while nobody has chosen');
  await told.locator('[data-holds="file"]').focus();
  await page.keyboard.press('Enter');
  await editor.node('ledger').getByText('Written books').waitFor();
  await page.locator('[data-testid="file"][data-state="same"]').waitFor();
  assert(text().includes('Order desk') && text().includes('team-shop'), 'what did not differ is still there');

  // The page can be installed.
  const manifest = await (await page.request.get(`${server.address}${await page.locator('link[rel="manifest"]').getAttribute('href')}`)).json();
  assert.equal(manifest.display, 'standalone');
  for (const icon of manifest.icons) {
    const answer = await page.request.get(`${server.address}${icon.src}`);
    assert.equal(answer.headers()['content-type'], icon.type, icon.src);
  }
  const session = await page.context().newCDPSession(page);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  const real = installabilityErrors.filter(({ errorId }) => !['in-incognito', 'pipeline-restarted'].includes(errorId));
  assert.deepEqual(real, [], 'the page can not be installed');
  assert.deepEqual(scene.troubles, [], 'the pages had troubles');
  assert.deepEqual(faults, [], 'axe-core found faults');
} catch (error) {
  for (const page of browser.contexts().flatMap((context) => context.pages())) await page.screenshot({ path: join(scene.folder, 'failed.png') }).catch(() => {});
  console.error([...scene.troubles, ...faults].join('\n'));
  throw error;
} finally {
  await browser.close();
  await server.end();
  rmSync(folder, { recursive: true, force: true });
}
console.log('done');
