// Screens that look the same each time: how to get to each, from a server with one topology.
import { Editor } from './editor.mjs';

/** Opens a topology and waits until the rules have spoken and everything is saved. */
async function editing(page, address, id) {
  await page.goto(`${address}/t/${id}`);
  const editor = new Editor(page);
  // In a narrow window the panel is there, but out of sight.
  await page.locator('[data-testid="findings"]:not(:has(.spin))').waitFor({ state: 'attached' });
  await editor.saved();
  await page.evaluate(() => document.fonts.ready);
  return editor;
}

async function explained(page, address, { circle }) {
  const editor = await editing(page, address, circle);
  await editor.finding('sync-cycle').locator('.finding-head').click();
  await page.getByTestId('telling').waitFor();
  await page.getByTestId('fix').first().waitFor();
}

async function inspected(page, address, { shop }) {
  const editor = await editing(page, address, shop);
  await editor.node('orders').click();
  await page.getByTestId('inspector').locator('[data-field="id"]').waitFor();
}

async function previewed(page, address, { shop }) {
  const editor = await editing(page, address, shop);
  await page.getByTestId('preview-toggle').click();
  await page.locator('.code-line').first().waitFor();
  await editor.node('orders').click();
  await page.locator('.code-line.mine').first().waitFor();
}

async function reviewed(page, address, { shop }) {
  await page.goto(`${address}/review/${shop}/1`);
  await page.locator('.picture .card.added').waitFor();
  await page.getByTestId('ask-review').waitFor();
  await page.locator('#beside').waitFor({ state: 'attached' });
  await page.evaluate(() => document.fonts.ready);
}

/** The screens. `wide` and `high` are of the window in pixels, `dark` and `contrast` are what the person likes. */
export const SCREENS = [
  { name: 'home', go: async (page, address) => {
    await page.goto(address);
    await page.locator('[data-example]').first().waitFor();
  } },
  { name: 'empty', go: async (page, address, { empty }) => {
    await editing(page, address, empty);
    await page.locator('[data-begin]').first().waitFor();
  } },
  { name: 'drawn', go: (page, address, { shop }) => editing(page, address, shop) },
  { name: 'drawn-dark', dark: true, go: (page, address, { shop }) => editing(page, address, shop) },
  { name: 'drawn-contrast', contrast: true, go: (page, address, { shop }) => editing(page, address, shop) },
  { name: 'inspected', go: inspected },
  { name: 'explained', go: explained },
  { name: 'explained-dark', dark: true, go: explained },
  { name: 'previewed', go: previewed },
  { name: 'reviewed', go: reviewed },
  { name: 'commands', go: async (page, address, { shop }) => {
    await editing(page, address, shop);
    await page.keyboard.press('Control+k');
    await page.getByTestId('chooser').waitFor();
  } },
  { name: 'keys', dark: true, go: async (page, address, { shop }) => {
    await editing(page, address, shop);
    await page.keyboard.press('?');
    await page.locator('dialog[open], [role=dialog]').waitFor();
  } },
  { name: 'narrow', wide: 700, high: 800, go: (page, address, { shop }) => editing(page, address, shop) },
];

/** Makes what the screens show; the ids of the topologies. */
export async function furnished(address) {
  const post = async (path, body) => {
    const answer = await fetch(`${address}/api/topologies${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    const said = await answer.json();
    if (!answer.ok) throw new Error(JSON.stringify(said));
    return said;
  };
  const made = async (body) => (await post('', body)).id;
  const circle = `groundplan: 1
name: bookshop
title: Bookshop
nodes:
  reader: { kind: client, title: Reader }
  orders: { kind: service, title: Orders }
  billing: { kind: service, title: Billing }
  ledger: { kind: database, engine: postgres, title: Ledger }
edges:
  reader--orders: { kind: call }
  orders--billing: { kind: call }
  billing--orders: { kind: call }
  billing--ledger: { kind: data, access: read-write }
views:
  main: { layout: { reader: [0, 160], orders: [272, 64], billing: [272, 256], ledger: [544, 256] } }
`;
  const shop = await made({ example: 'shop' });
  await post(`/${shop}/proposals`, { title: 'Settle payments by event', description: 'Orders no longer waits for Payments, and what was paid is kept.' });
  await post(`/${shop}~1/edits`, { client: 'screens', number: 1, base_revision: 0, edits: [
    { op: 'delete', path: '/edges/orders--payments' },
    { op: 'create', path: '/edges/payments--events', value: { from: 'payments', to: 'events', kind: 'subscribe', topic: 'order.created', group: 'payments' } },
    { op: 'create', path: '/nodes/audit-store', value: { kind: 'database', engine: 'postgres', version: '18', title: 'Audit store', in: { domain: 'checkout' } } },
    { op: 'create', path: '/edges/payments--audit-store', value: { from: 'payments', to: 'audit-store', kind: 'data', access: 'read-write' } },
    { op: 'set', path: '/nodes/orders/size', value: 'large' },
    { op: 'set', path: '/views/main/layout/audit-store', value: [576, 432] },
  ] });
  return { shop, empty: await made({ yaml: 'groundplan: 1\nname: fresh\n' }), circle: await made({ yaml: circle }) };
}
