// Findings: filtered, put under headings, gone through by key, pictured before and after a fix.
import assert from 'node:assert/strict';
import { look } from './axe.mjs';
import { create, opened, reached } from './scene.mjs';

const FAULTY = `groundplan: 1
name: faulty
nodes:
  web: { kind: client, title: Web }
  orders: { kind: service, title: Orders }
  billing: { kind: service, title: Billing }
  ledger: { kind: database, engine: postgres, title: Ledger }
edges:
  web--orders: { kind: call }
  web--billing: { kind: call }
  orders--billing: { kind: call }
  billing--orders: { kind: call }
  orders--ledger: { kind: data, access: read-write }
  billing--ledger: { kind: data, access: read-write }
views:
  main: { layout: { web: [0, 160], orders: [272, 64], billing: [272, 256], ledger: [544, 160] } }
`;
const PANEL = '.right-panel';

/** Only what is wanted is listed, and the keys go through that. */
export async function sift(page, address) {
  const editor = await opened(page, address, await create(address, FAULTY));
  await editor.findings();
  const cards = page.locator('[data-finding]');
  await cards.first().waitFor();
  const all = await cards.count();
  const rules = await cards.evaluateAll((list) => list.map((card) => card.dataset.rule));
  assert(new Set(rules).size > 2, `too few rules to sift: ${rules}`);
  const wanted = rules[1];
  await page.getByTestId('finding-filter').fill(wanted);
  await page.waitForFunction((count) => document.querySelectorAll('[data-finding]').length < count, all);
  const left = await cards.evaluateAll((list) => list.map((card) => card.dataset.rule));
  assert(left.length > 0 && left.includes(wanted), left.join(', '));
  // The keys go round about what is left.
  await editor.canvas().focus();
  for (let index = 0; index <= left.length; index += 1) await page.keyboard.press('.');
  const told = await page.locator('.finding.explained').getAttribute('data-rule');
  assert(left.includes(told), `${told} is told, and ${left} are listed`);
  await page.getByTestId('telling').getByText(`of ${left.length}`).waitFor();
  await page.keyboard.press('Escape');
  await page.getByTestId('finding-filter').fill('nothing is called like that');
  await page.getByText('No finding is left by the filter.').waitFor();
  await page.getByTestId('finding-filter').fill('');
  await page.waitForFunction((count) => document.querySelectorAll('[data-finding]').length === count, all);

  await page.getByTestId('finding-grouping').selectOption('rule');
  const groups = page.getByTestId('finding-group');
  await groups.first().waitFor();
  assert.equal(await groups.count(), new Set(rules).size);
  await page.getByTestId('finding-grouping').selectOption('node');
  await groups.getByText('Billing').first().waitFor();
  await reached(page, 'findings-by-node');
  await look(page, 'findings under headings', PANEL);
  await page.getByTestId('finding-grouping').selectOption('severity');
  await groups.first().waitFor({ state: 'detached' });

  // A fix is pictured: what goes is only in the first picture, what comes only in the second.
  const gateway = page.locator('[data-finding][data-rule="missing-gateway"]').first();
  await gateway.locator('.finding-head').click();
  const pictures = gateway.getByTestId('fix-pictures').first();
  await pictures.waitFor();
  const [before, after] = await pictures.getByRole('img').evaluateAll((all) => all.map((image) => image.ariaLabel));
  assert(!/gateway/i.test(before) && /gateway|edge|entry/i.test(after), `${before} | ${after}`);
  assert((await pictures.locator('figure').nth(1).locator('[data-diff="added"]').count()) > 1);
  await pictures.scrollIntoViewIfNeeded();
  await reached(page, 'fix-pictures');
  await look(page, 'a fix with its pictures', PANEL);
  await page.keyboard.press('Escape');
}
