// What a person does with findings: has them explained on the canvas, reads why, waives them, looks at a fix before applying it.
import assert from 'node:assert/strict';
import { look } from './axe.mjs';

const PANEL = '[data-testid="findings"]';
const DIALOG = 'dialog[open], [role=dialog]';

/** The ids of the nodes, or of the edges, that carry a mark. */
const marked = (page, selector, attribute) => page.locator(selector).evaluateAll((all, name) => [...new Set(all.map((element) => element.getAttribute(name)))].sort(), attribute);

async function opacity(locator) {
  return Number(await locator.evaluate((element) => getComputedStyle(element).opacity));
}

/** A finding is told: its nodes and edges stay, the rest is dimmed, its steps have numbers. */
export async function explain(page, editor, reached) {
  const canvas = editor.canvas();
  const telling = () => canvas.evaluate((element) => element.classList.contains('telling'));
  const bar = page.getByTestId('telling');
  assert.equal(await telling(), false, 'something is told before anybody asked');

  await editor.finding('sync-cycle').locator('.finding-head').click();
  await bar.waitFor();
  assert.deepEqual(await marked(page, '.node.told', 'data-node'), ['billing', 'orders']);
  assert.deepEqual(await marked(page, 'path.told', 'data-edge'), ['billing--orders', 'orders--billing']);
  const numbers = await page.locator('.edge-label.told .step').allTextContents();
  assert.deepEqual(numbers.sort(), ['1', '2'], 'the steps of the circle have no numbers');
  assert.equal(await opacity(editor.node('orders')), 1);
  for (const other of ['reader', 'ledger']) assert((await opacity(editor.node(other))) < 0.5, `${other} is not dimmed`);
  assert((await opacity(editor.edge('orders--ledger'))) < 0.5, 'an edge beside the circle is not dimmed');
  await reached('explained');
  await look(page, 'the panel of findings', PANEL);
  await look(page, 'what is told', '[data-testid="telling"]');

  await page.keyboard.press('Escape');
  await bar.waitFor({ state: 'detached' });
  assert.equal(await telling(), false, 'Escape does not leave the explanation');
  assert.equal(await opacity(editor.node('reader')), 1);

  // By keys alone: each finding in turn, there and back.
  await page.keyboard.press('F8');
  const place = () => bar.locator('[role=status]').textContent();
  const key = () => page.locator('.finding.explained').getAttribute('data-finding');
  await bar.waitFor();
  const first = [await place(), await key()];
  await page.keyboard.press('.');
  await page.waitForFunction((before) => document.querySelector('.finding.explained')?.getAttribute('data-finding') !== before, first[1]);
  assert.notEqual(await place(), first[0]);
  await page.keyboard.press(',');
  await page.waitForFunction((before) => document.querySelector('.finding.explained')?.getAttribute('data-finding') === before, first[1]);
  assert.equal(await place(), first[0]);

  await editor.finding('shared-database-write').locator('.finding-head').click();
  await page.waitForFunction(() => document.querySelector('.finding.explained')?.getAttribute('data-rule') === 'shared-database-write');
  assert.deepEqual(await marked(page, '.node.told', 'data-node'), ['billing', 'ledger', 'orders'], 'the database and its writers');
  // Whoever takes hold of a card goes on drawing.
  await editor.node('reader').click();
  await bar.waitFor({ state: 'detached' });
  await editor.findings();
}

/** The rule's page, and back. */
export async function read(page, editor, reached) {
  await open(page, editor, 'sync-cycle');
  await editor.finding('sync-cycle').getByTestId('why').click();
  const sheet = page.getByTestId('rule-page');
  await sheet.getByRole('heading', { name: 'Why it matters' }).waitFor();
  assert((await sheet.locator('pre').count()) >= 2, 'the page has no examples');
  assert(!/```|##/.test(await sheet.textContent()), 'Markdown is shown as it is written');
  await reached('why');
  await look(page, 'the page of a rule', DIALOG);
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
}

async function open(page, editor, rule) {
  const card = editor.finding(rule).first();
  if (!(await card.evaluate((element) => element.classList.contains('open')))) await card.locator('.finding-head').click();
  return card;
}

/** Waives a finding and takes that back. */
export async function waive(page, editor, api, reached) {
  const rule = 'shared-database-write';
  const waived = page.locator(`[data-waived][data-rule="${rule}"]`);
  const server = async () => (await (await page.request.get(`${api}/findings`)).json()).findings.find((finding) => finding.rule === rule);
  await (await open(page, editor, rule)).getByTestId('waive').click();
  const form = page.getByTestId('waive-dialog');
  const submit = form.getByRole('button', { name: 'Waive' });
  const until = await form.locator('[name=expires]').inputValue();
  const days = Math.round((Date.parse(until) - Date.now()) / 86_400_000);
  assert(days >= 89 && days <= 91, `the usual end is ${until}`);

  // What does not fit is said in its place, and nothing is waived.
  await submit.click();
  await form.getByRole('alert').getByText('Say why').waitFor();
  await look(page, 'a waiver that is refused', DIALOG);
  await form.locator('[name=reason]').fill('The ledger is split in spring');
  await form.locator('[name=author]').fill('ana');
  await form.locator('[name=expires]').fill('2020-01-01');
  await submit.click();
  await form.getByRole('alert').getByText('in the future').waitFor();
  assert.equal((await server()).waived, null);
  await form.locator('[name=expires]').fill(until);
  await reached('waive');
  await look(page, 'a waiver', DIALOG);
  await submit.click();
  await form.waitFor({ state: 'detached' });

  await waived.getByText('The ledger is split in spring').waitFor();
  assert.equal(await editor.canvas().evaluate((element) => element.classList.contains('telling')), false, 'a waived finding is still told');
  await waived.getByText(`ana, until ${until}`).waitFor();
  assert.equal(await page.locator(`[data-finding][data-rule="${rule}"]`).count(), 0, 'a waived finding is listed among the others');
  await editor.saved();
  const told = (await server()).waived;
  assert.deepEqual([told.reason, told.author, told.expires], ['The ledger is split in spring', 'ana', until]);
  await waived.scrollIntoViewIfNeeded();
  await reached('waived');
  await look(page, 'the panel with a waived finding', PANEL);

  await waived.getByTestId('end-waiver').click();
  await page.locator(`[data-finding][data-rule="${rule}"]`).waitFor();
  assert.equal(await waived.count(), 0);
  await editor.saved();
  assert.equal((await server()).waived, null);

  // The name is kept for the next time.
  await (await open(page, editor, rule)).getByTestId('waive').click();
  assert.equal(await form.locator('[name=author]').inputValue(), 'ana');
  await page.keyboard.press('Escape');
  await form.waitFor({ state: 'detached' });

  // A waiver that has run out is shown as such, and its finding counts.
  const { revision } = await (await page.request.get(api)).json();
  const value = { rule, node: 'ledger', reason: 'until the move', author: 'ana', expires: '2020-01-01' };
  const submitted = await page.request.post(`${api}/edits`, { data: { client: 'journey', number: 1, base_revision: revision, edits: [{ op: 'create', path: '/waivers/old', value }] } });
  assert.equal(submitted.status(), 200, await submitted.text());
  const expired = page.locator('[data-expired="old"]');
  await expired.getByText('ran out on 2020-01-01').waitFor();
  assert.equal(await page.locator(`[data-finding][data-rule="${rule}"]`).count(), 1);
  await expired.scrollIntoViewIfNeeded();
  await reached('expired');
  await look(page, 'the panel with a waiver that ran out', PANEL);
  await expired.getByRole('button', { name: 'Delete' }).click();
  await expired.waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
}

/** Looks at a fix on the canvas, applies it with one click, and takes it back with one undo. */
export async function tryFix(page, editor, api, reached) {
  const yaml = async () => (await page.request.get(`${api}/topology.yaml`)).text();
  const before = await editor.saved();
  const text = await yaml();
  const card = await open(page, editor, 'missing-gateway');
  const fix = card.getByTestId('fix').first();
  await fix.waitFor();
  await fix.getByTestId('as-yaml').click();
  const lines = await fix.locator('.fix-diff > div').allTextContents();
  assert(lines.some((line) => /^ {3}nodes:$/.test(` ${line}`) || /^ {2}nodes:$/.test(line)), `no line of YAML: ${lines.join('\n')}`);
  assert(lines.some((line) => /^\+ +kind: gateway$/.test(line)), lines.join('\n'));
  await fix.getByTestId('try-fix').click();

  const bar = page.getByTestId('trial');
  await bar.waitFor();
  const added = await marked(page, '.node[data-diff="added"]', 'data-node');
  assert.equal(added.length, 1, `added: ${added}`);
  assert.equal(await editor.node(added[0]).getAttribute('data-kind'), 'gateway');
  assert((await page.locator('.canvas path[data-diff="removed"]').count()) >= 2, 'what goes is not shown');
  assert((await page.locator('.canvas path[data-diff="added"]').count()) >= 2, 'what comes is not shown');
  assert((await opacity(editor.node('ledger'))) < 0.5, 'what stays as it is is not dimmed');
  await reached('try-fix');
  await look(page, 'a fix and its lines', PANEL);
  await look(page, 'a fix that is looked at', '[data-testid="trial"]');
  await page.keyboard.press('Escape');
  await bar.waitFor({ state: 'detached' });
  assert.equal(await page.locator('.canvas [data-diff]').count(), 0, 'ghosts are left on the canvas');
  assert.equal(await editor.saved(), before, 'looking at a fix changed the document');

  await fix.getByTestId('try-fix').click();
  await bar.getByRole('button', { name: 'Apply' }).click();
  await bar.waitFor({ state: 'detached' });
  await editor.node(added[0]).waitFor();
  await page.waitForFunction((was) => Number(document.querySelector('[data-testid="saved"][data-state="saved"]')?.getAttribute('data-revision')) > was, before);
  assert.notEqual(await yaml(), text);
  await page.getByTestId('undo').click();
  await editor.node(added[0]).waitFor({ state: 'detached' });
  await page.waitForFunction((was) => Number(document.querySelector('[data-testid="saved"][data-state="saved"]')?.getAttribute('data-revision')) > was + 1, before);
  assert.equal(await yaml(), text, 'one undo does not bring back the document');
  await page.keyboard.press('Escape');
}
