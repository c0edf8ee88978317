// The drawer: files and the way between them and the drawing, words in them, what changed, what the real tools say.
import assert from 'node:assert/strict';
import { look } from './axe.mjs';
import { reached } from './scene.mjs';

const DRAWER = '[data-testid="drawer"]';
const file = (page) => page.getByTestId('code').getAttribute('data-file');
const mine = (page) => page.locator('.code-line.mine');
/** Lines are drawn where they are in sight: scrolls there. */
const goTo = (page, number) =>
  page.getByTestId('code').evaluate((code, number) => (code.scrollTop = (number - 4) * code.querySelector('.code-line').offsetHeight), number);

/** From a node to its lines in every target, and from a line to its node. */
export async function files(page, editor, address, id) {
  await page.keyboard.press('Escape');
  await editor.canvas().focus();
  await page.keyboard.press('p');
  await page.locator('[data-testid="code"][data-file="compose/compose.yaml"] .code-line').first().waitFor();
  await editor.node('orders').click();
  await mine(page).first().waitFor();
  await page.getByTestId('code').waitFor();
  // The first line of the selection is in sight.
  await page.waitForFunction(() => {
    const line = document.querySelector('.code-line.mine');
    const [own, around] = [line, line.closest('.code')].map((element) => element.getBoundingClientRect());
    return own.top >= around.top && own.bottom <= around.bottom;
  });
  await reached(page, 'lines-of-a-node');
  await look(page, 'the files', DRAWER);
  for (const target of ['helm', 'terraform']) {
    await page.locator(`[data-target="${target}"]`).click();
    await page.waitForFunction((target) => document.querySelector('[data-testid="code"]').dataset.file.startsWith(`${target}/`), target);
    await mine(page).first().waitFor();
  }
  // By key: the next file of the selection.
  const before = await file(page);
  await editor.canvas().focus();
  await page.keyboard.press('l');
  await page.waitForFunction((before) => document.querySelector('[data-testid="code"]').dataset.file !== before, before);

  // A line leads to its node, by pointer and by key.
  await page.locator('[data-path="compose/compose.yaml"]').click();
  await page.waitForFunction(() => document.querySelector('[data-testid="code"]').dataset.file === 'compose/compose.yaml');
  const { spans } = await (await fetch(`${address}/api/topologies/${id}/files/compose/compose.yaml`)).json();
  const span = spans.filter((span) => span.subject === 'node:payments').sort((a, b) => a.end_line - a.start_line - (b.end_line - b.start_line))[0];
  const line = page.locator(`.code-line[data-line="${span.start_line}"]`);
  await goTo(page, span.start_line);
  const top = await page.getByTestId('code').evaluate((code) => code.scrollTop);
  await line.locator('span').nth(1).click();
  await page.locator('.node.selected[data-node="payments"]').waitFor();
  assert(Math.abs((await page.getByTestId('code').evaluate((code) => code.scrollTop)) - top) < 3, 'the line that was clicked stays where it is');
  await editor.node('orders').click();
  await page.getByTestId('code').focus();
  await page.keyboard.press('Home');
  await page.locator('.code-line.at[data-line="1"]').waitFor();
  for (let index = 1; index < 30; index += 1) await page.keyboard.press('ArrowDown');
  await page.locator('.code-line.at[data-line="30"]').waitFor();
  await goTo(page, span.start_line);
  await page.locator(`.code-line[data-line="${span.start_line - 1}"] .number`).click();
  await editor.node('orders').click();
  await page.getByTestId('code').focus();
  await page.keyboard.press('ArrowDown');
  await page.locator(`.code-line.at[data-line="${span.start_line}"]`).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.node.selected[data-node="payments"]').waitFor();

  // Words, in this file and in all.
  await page.keyboard.press('Control+Shift+F');
  await page.locator('[data-testid="file-search"]:focus').waitFor();
  // At once: on a slow machine a part of the word is looked for while the rest is typed.
  await page.getByTestId('file-search').fill('ORDERS-DB');
  const matches = page.getByTestId('matches').locator('[data-match]');
  await matches.first().waitFor();
  await page.locator('.code-line.hit').first().waitFor();
  const paths = await matches.evaluateAll((all) => [...new Set(all.map((one) => one.dataset.match.split(':')[0]))]);
  assert(paths.length > 2, `found in ${paths}`);
  await reached(page, 'search');
  await look(page, 'a search', DRAWER);
  await matches.last().click();
  await page.waitForFunction((path) => document.querySelector('[data-testid="code"]').dataset.file === path, paths.at(-1));
  await page.locator('.code-line.hit.at').waitFor();
  await page.getByTestId('file-search').press('Enter');
  await page.getByTestId('file-search').press('Escape');
  await page.getByRole('tree', { name: 'Files' }).waitFor();

  const raw = await page.getByTestId('open-file').getAttribute('href');
  const answer = await page.request.get(`${address}${raw}`);
  assert.match(answer.headers()['content-type'], /^text\/plain/);
  assert((await answer.text()).includes('orders'));
  await page.getByTestId('environment').selectOption('production');
  await page.waitForFunction(() => !document.querySelector('[data-path="compose/compose.override.yaml"]'));
  await page.getByTestId('environment').selectOption('');
}

/** What changed since the bundle was last taken away. */
export async function compare(page, editor) {
  await page.getByTestId('changes-toggle').click();
  await page.getByTestId('changes').getByText('Nothing was exported yet').waitFor();
  await Promise.all([page.waitForEvent('download'), page.getByTestId('export').click()]);
  await page.getByTestId('changes').getByText('those of the last export').waitFor();
  await editor.node('orders').click();
  await page.keyboard.press('F2');
  await editor.write('Order desk');
  await editor.saved();
  const changed = page.getByTestId('changes').locator('[data-changed]');
  await changed.first().waitFor();
  const came = page.getByTestId('diff').locator('.code-line.came');
  await came.first().waitFor();
  assert((await came.allTextContents()).some((text) => text.includes('Order desk')));
  await page.getByTestId('changes-toggle').getByText(/^\+\d+$/).waitFor();
  await reached(page, 'changes');
  await look(page, 'what changed', DRAWER);
  await page.keyboard.press('Control+z');
}

/** A bundle by which stored data would be lost: the person is asked, and may go back. */
export async function lose(page, editor, troubles) {
  await editor.saved();
  // The open drawer leaves less of the canvas.
  await page.getByRole('button', { name: 'Show everything' }).click();
  await editor.node('users-db').click();
  await page.keyboard.press('Delete');
  await editor.node('users-db').waitFor({ state: 'detached' });
  await editor.saved();
  await page.getByTestId('changes').locator('[data-fate="destroys-data"]').first().waitFor();
  const asked = page.getByTestId('losing');
  await page.getByTestId('export').click();
  await asked.getByText('users-db').waitFor();
  await reached(page, 'losing');
  await look(page, 'what would be lost', '[role="dialog"]');
  await page.keyboard.press('Escape');
  await asked.waitFor({ state: 'detached' });
  await page.getByTestId('export').click();
  await Promise.all([page.waitForEvent('download'), page.getByTestId('give-up').click()]);
  await asked.waitFor({ state: 'detached' });
  await page.getByTestId('changes').getByText('those of the last export').waitFor();
  // A browser counts every answer that is a refusal as trouble; these two were asked for.
  assert(troubles.length === 2 && troubles.every((text) => text.includes('409')), troubles.join('\n'));
  troubles.length = 0;
  await page.keyboard.press('Control+z');
  await editor.node('users-db').waitFor();
}

/** The real tools are started, watched and ended. */
export async function prove(page, editor) {
  await editor.saved();
  await page.getByTestId('proof-toggle').click();
  await page.getByTestId('verify').click();
  await page.getByTestId('end-verify').waitFor();
  await page.getByTestId('proof').locator('[data-check]').first().waitFor({ timeout: 60_000 });
  await reached(page, 'proving');
  await look(page, 'tools that run', DRAWER);
  const end = page.getByTestId('end-verify');
  if (await end.count()) await end.click();
  await page.getByTestId('verify').waitFor({ timeout: 60_000 });
  const told = await page.getByTestId('proof-summary').textContent();
  assert.match(told, /\d+ passed, \d+ failed, \d+ did not run/);
  const verdicts = await page.locator('[data-verdict]').evaluateAll((all) => all.map((row) => row.dataset.verdict));
  const count = (verdict) => verdicts.filter((one) => one === verdict).length;
  assert(told.startsWith(`${count('passed')} passed, ${count('failed')} failed, ${count('not-run')} did not run`), told);
  await page.getByTestId('proof').getByText('Not proven').waitFor();
  await reached(page, 'proof');
  await look(page, 'what the tools said', DRAWER);
}
