// The editor as people draw with it: by pointer, by keys and by menu, between two topologies, without a server for a while.
//
// node editing.mjs FOLDER: pictures go to FOLDER. GROUNDPLAN_BINARY is the server, GROUNDPLAN_CHROMIUM the browser.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faults, look } from './steps/axe.mjs';
import { launch, open } from './steps/browser.mjs';
import { Editor } from './steps/editor.mjs';
import { serve } from './steps/server.mjs';
import { fewWrites } from './steps/writes.mjs';

const folder = process.argv[2];
assert(folder && process.env.GROUNDPLAN_BINARY, 'usage: GROUNDPLAN_BINARY=… node editing.mjs FOLDER');
mkdirSync(folder, { recursive: true });
const troubles = [];
const began = Date.now();

async function reached(page, name) {
  for (const theme of ['light', 'dark']) {
    await page.evaluate((theme) => (document.documentElement.dataset.theme = theme), theme);
    await page.screenshot({ path: join(folder, `${name}-${theme}.png`), animations: 'disabled' });
  }
  await page.evaluate(() => delete document.documentElement.dataset.theme);
  console.log(`${((Date.now() - began) / 1000).toFixed(1)} s  ${name}`);
}

const DOCUMENT = `groundplan: 1
name: shop
nodes:
  web: { kind: client, title: Web }
  orders: { kind: service, title: Orders }
  billing: { kind: service, title: Billing }
  ledger: { kind: database, engine: postgres, title: Ledger }
edges:
  web--orders: { kind: call }
  orders--billing: { kind: call, timeout_ms: 900 }
  billing--ledger: { kind: data, access: read-write }
views:
  main: { layout: { web: [0, 160], orders: [272, 64], billing: [272, 256], ledger: [544, 256] } }
`;

async function create(address, yaml) {
  const answer = await fetch(`${address}/api/topologies`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ yaml }) });
  assert.equal(answer.status, 201, await answer.clone().text());
  return (await answer.json()).id;
}

const stored = async (address, id) => (await (await fetch(`${address}/api/topologies/${id}`)).json()).document;
const middle = (box) => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
const selected = (page) => page.locator('.node.selected').evaluateAll((all) => all.map((card) => card.dataset.node).sort());
const boxes = (page) => page.locator('.node').evaluateAll((all) => Object.fromEntries(all.map((card) => [card.dataset.node, [card.offsetLeft, card.offsetTop]])));

async function opened(page, address, id) {
  await page.goto(`${address}/t/${id}`);
  const editor = new Editor(page);
  await editor.node('orders').waitFor();
  await editor.saved();
  return editor;
}

/** An empty canvas offers examples, and takes one as a single step. */
async function begin(page, address) {
  const id = await create(address, 'groundplan: 1\nname: fresh\n');
  await page.goto(`${address}/t/${id}`);
  await page.locator('[data-begin]').first().waitFor();
  await reached(page, 'empty');
  await look(page, 'an empty canvas');
  const name = await page.locator('[data-begin]').first().getAttribute('data-begin');
  await page.locator('[data-begin]').first().click();
  await page.locator('[data-node]').first().waitFor();
  await new Editor(page).saved();
  const [mine, example] = [await stored(address, id), await (await fetch(`${address}/api/examples/${name}`)).json()];
  assert.deepEqual([mine.name, mine.nodes, mine.edges], ['fresh', example.nodes, example.edges]);
  await page.keyboard.press('Control+z');
  await page.locator('[data-begin]').first().waitFor();
}

/** Selecting, moving by keys, copies of every sort. */
async function select(page, editor, address, id) {
  const canvas = await editor.canvas().boundingBox();
  const [orders, ledger] = [await editor.node('orders').boundingBox(), await editor.node('ledger').boundingBox()];
  await editor.drag({ x: orders.x - 30, y: orders.y - 30 }, { x: ledger.x + 40, y: ledger.y + ledger.height + 30 });
  assert.deepEqual(await selected(page), ['billing', 'ledger', 'orders']);
  await page.keyboard.down('Shift');
  await editor.node('ledger').click();
  await page.keyboard.up('Shift');
  assert.deepEqual(await selected(page), ['billing', 'orders']);
  const before = await boxes(page);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Alt+ArrowDown');
  const after = await boxes(page);
  assert.deepEqual(after.orders, [before.orders[0] + 8, before.orders[1] + 41]);
  assert.deepEqual(after.ledger, before.ledger);
  for (let index = 0; index < 3; index += 1) await page.keyboard.press('Control+z');
  assert.deepEqual(await boxes(page), before);

  // A drag that is called off leaves everything as it was.
  await page.mouse.move(...Object.values(middle(await editor.node('orders').boundingBox())));
  await page.mouse.down();
  await page.mouse.move(orders.x + 300, orders.y + 200, { steps: 6 });
  await page.waitForFunction((was) => document.querySelector('[data-node="orders"]').offsetLeft !== was, before.orders[0]);
  await page.keyboard.press('Escape');
  await page.mouse.up();
  assert.deepEqual(await boxes(page), before);

  await page.keyboard.press('Control+a');
  assert.equal((await selected(page)).length, 4);
  await editor.node('billing').click();
  await page.keyboard.press('Control+d');
  await editor.node('billing-2').waitFor();
  assert.match(await page.getByTestId('told').textContent(), /duplicate a node/);
  assert.match(await page.getByTestId('undo').getAttribute('aria-label'), /Undo: duplicate a node/);
  await page.getByTestId('undo').click();
  await editor.node('billing-2').waitFor({ state: 'detached' });

  await page.keyboard.down('Alt');
  await editor.drag(middle(await editor.node('billing').boundingBox()), { x: canvas.x + canvas.width * 0.45, y: canvas.y + canvas.height * 0.85 });
  await page.keyboard.up('Alt');
  await editor.node('billing-2').waitFor();
  assert.deepEqual((await boxes(page)).billing, before.billing, 'the original stays');
  await page.keyboard.press('Delete');
  await editor.node('billing-2').waitFor({ state: 'detached' });
  await editor.saved();
  assert.equal(Object.keys((await stored(address, id)).nodes).length, 4);
}

/** What is copied here is pasted there, with the edges between. */
async function copy(browser, page, editor, address) {
  const other = await create(address, 'groundplan: 1\nname: other\nnodes:\n  orders: { kind: service, title: Orders }\n');
  await editor.node('orders').click();
  await page.keyboard.down('Shift');
  await editor.node('billing').click();
  await page.keyboard.up('Shift');
  await page.keyboard.press('Control+c');
  assert.match(await page.getByTestId('told').textContent(), /Copied 2 nodes/);
  const text = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(JSON.parse(text).format, 'groundplan/clip@1');

  const second = await page.context().newPage();
  second.setDefaultTimeout(15_000);
  const there = await opened(second, address, other);
  const at = await there.point(0.6, 0.7);
  await second.mouse.move(at.x, at.y);
  await second.keyboard.press('Control+v');
  await there.node('orders-2').waitFor();
  await there.saved();
  const document = await stored(address, other);
  assert.deepEqual(Object.keys(document.nodes), ['billing', 'orders', 'orders-2']);
  assert.equal(document.nodes['orders-2'].title, 'Orders 2');
  assert.equal(document.edges['orders-2--billing'].timeout_ms, 900);
  const pasted = await second.locator('.node.selected').evaluateAll((all) => all.map((card) => card.getBoundingClientRect()).map((box) => [box.left, box.right, box.top, box.bottom]));
  assert(Math.min(...pasted.map(([left]) => left)) < at.x && Math.max(...pasted.map(([, right]) => right)) > at.x, 'it is pasted at the pointer');
  await second.keyboard.press('Control+x');
  await there.node('orders-2').waitFor({ state: 'detached' });
  await second.evaluate(() => navigator.clipboard.writeText('{"format":"groundplan/clip@7","nodes":{}}'));
  await second.keyboard.press('Control+v');
  await second.getByTestId('toasts').getByText('version 7').waitFor();
  await second.evaluate(() => navigator.clipboard.writeText('a shopping list'));
  await second.keyboard.press('Control+v');
  await second.getByTestId('toasts').getByText('no part of a topology').waitFor();
  await second.close();
}

/** Lines that get another end, or a new node at their end; menus; lists. */
async function connect(page, editor, address, id) {
  const { mouse } = page;
  await page.keyboard.press('Escape');
  const path = await editor.edge('web--orders').evaluate((line) => {
    const point = line.getPointAtLength(line.getTotalLength() / 3);
    const at = new DOMPoint(point.x, point.y).matrixTransform(line.getScreenCTM());
    return { x: at.x, y: at.y };
  });
  await mouse.click(path.x, path.y);
  await page.locator('[data-end="end"]').waitFor();
  await reached(page, 'edge-selected');
  await editor.drag(middle(await page.locator('[data-end="end"]').boundingBox()), middle(await editor.node('billing').boundingBox()));
  await editor.saved();
  assert.equal((await stored(address, id)).edges['web--orders'].to, 'billing');
  await page.keyboard.press('Control+z');
  await editor.saved();
  assert.equal((await stored(address, id)).edges['web--orders'].to, 'orders');

  // A node that can't be the end is dimmed, and the reason is said.
  await editor.node('ledger').hover();
  const handle = middle(await editor.node('ledger').locator('.handle[data-side="left"]').boundingBox());
  await mouse.move(handle.x, handle.y);
  await mouse.down();
  const target = middle(await editor.node('orders').boundingBox());
  await mouse.move(target.x, target.y, { steps: 8 });
  await page.locator('.hint').getByText('opens no connections').waitFor();
  await reached(page, 'refused-target');
  await page.keyboard.press('Escape');
  await mouse.up();

  // On empty canvas the line asks what should be there: only what may be.
  await editor.node('orders').hover();
  const from = middle(await editor.node('orders').locator('.handle[data-side="right"]').boundingBox());
  await editor.drag(from, { x: from.x + 220, y: from.y - 10 });
  const list = page.getByTestId('chooser');
  await list.waitFor();
  assert.equal(await list.locator('[data-choice="client"]').count(), 0, 'nothing connects to a client');
  await reached(page, 'quick-add');
  await page.keyboard.type('queue');
  await page.keyboard.press('Enter');
  await editor.write('Order events');
  await editor.saved();
  const drawn = await stored(address, id);
  assert.deepEqual([drawn.nodes['order-events'].kind, drawn.edges['orders--order-events'].kind], ['queue', 'publish']);

  await mouse.dblclick(...Object.values(await editor.point(0.3, 0.85)));
  await list.waitFor();
  await page.keyboard.type('worker');
  await page.keyboard.press('Enter');
  await editor.write('Mailer');
  await editor.node('mailer').waitFor();
  await page.keyboard.press('F2');
  await editor.write('Post');
  assert.equal(await editor.node('mailer').locator('.name').textContent(), 'Post');

  const menu = page.getByTestId('menu');
  await editor.node('mailer').click({ button: 'right' });
  await menu.waitFor();
  await reached(page, 'menu');
  await look(page, 'the menu');
  await menu.locator('[data-command="Duplicate"]').click();
  await editor.node('mailer-2').waitFor();
  await page.keyboard.press('Shift+F10');
  await menu.waitFor();
  for (let tries = 0; (await page.evaluate(() => document.activeElement.dataset.command)) !== 'Delete'; tries += 1) {
    assert(tries < 30, 'the menu has no Delete');
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
  await editor.node('mailer-2').waitFor({ state: 'detached' });

  await page.keyboard.press('Control+k');
  await list.waitFor();
  await reached(page, 'commands');
  await look(page, 'the commands');
  await page.keyboard.type('show every');
  await page.keyboard.press('Enter');
  await list.waitFor({ state: 'detached' });
  await page.keyboard.press('Control+f');
  await page.keyboard.type('postgres');
  await page.keyboard.press('Enter');
  assert.deepEqual(await selected(page), ['ledger']);
  assert.match(page.url(), /\?sel=node:ledger$/);
}

/** Boundaries are containers. */
async function contain(page, editor, address, id) {
  const now = () => stored(address, id);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+Digit1');
  await page.waitForTimeout(300);
  const [orders, billing] = [await editor.node('orders').boundingBox(), await editor.node('billing').boundingBox()];
  await page.keyboard.press('f');
  await editor.drag({ x: orders.x - 24, y: orders.y - 36 }, { x: billing.x + billing.width + 24, y: billing.y + billing.height + 24 });
  await editor.write('Sales');
  await editor.saved();
  let document = await now();
  assert.equal(document.boundaries.sales.kind, 'domain');
  assert.deepEqual(['orders', 'billing', 'ledger'].map((node) => document.nodes[node].in?.domain), ['sales', 'sales', undefined]);
  await reached(page, 'boundary');
  await look(page, 'a boundary');

  // In and out by dragging.
  await editor.move('ledger', { x: orders.x + orders.width / 2, y: (orders.y + billing.y) / 2 + 30 });
  await editor.saved();
  assert.equal((await now()).nodes.ledger.in.domain, 'sales');
  const away = await editor.point(0.9, 0.8);
  await editor.move('ledger', away);
  await editor.saved();
  assert.equal((await now()).nodes.ledger.in?.domain, undefined);

  // The tab holds all of it.
  const before = await boxes(page);
  const tab = await page.locator('[data-boundary="sales"] .boundary-tab span').boundingBox();
  await editor.drag(middle(tab), { x: tab.x + tab.width / 2 + 48, y: tab.y + 40 });
  await editor.saved();
  const after = await boxes(page);
  for (const node of ['orders', 'billing']) assert(after[node][0] > before[node][0], `${node} stayed behind`);
  assert.deepEqual(after.web, before.web);
  assert.equal((await now()).nodes.orders.in.domain, 'sales');

  const corner = await page.locator('[data-boundary="sales"] [data-corner="se"]').boundingBox();
  const box = await page.locator('[data-boundary="sales"]').boundingBox();
  await editor.drag(middle(corner), { x: corner.x + 60, y: corner.y + 50 });
  await editor.saved();
  const grown = await page.locator('[data-boundary="sales"]').boundingBox();
  assert(grown.width > box.width + 20 && grown.height > box.height + 20, `${JSON.stringify(box)} → ${JSON.stringify(grown)}`);

  await page.locator('[data-boundary="sales"] .boundary-fold').click();
  await editor.node('sales').waitFor();
  await editor.node('orders').waitFor({ state: 'detached' });
  assert.match(await editor.node('sales').getAttribute('aria-label'), /Sales 2 nodes, collapsed boundary/);
  await reached(page, 'collapsed');
  await look(page, 'a collapsed boundary');
  const stood = (await now()).views.main.layout.orders;
  await editor.move('sales', await editor.point(0.4, 0.25));
  await editor.saved();
  assert.notDeepEqual((await now()).views.main.layout.orders, stood, 'what is in it moves along');
  await editor.node('sales').dblclick();
  await editor.node('orders').waitFor();

  await page.locator('[data-boundary="sales"] .boundary-tab span').click();
  await page.keyboard.press('Control+Shift+G');
  await page.locator('[data-boundary="sales"]').waitFor({ state: 'detached' });
  await editor.saved();
  document = await now();
  assert.equal(document.boundaries?.sales, undefined);
  await page.keyboard.press('Control+z');
  await page.locator('[data-boundary="sales"]').waitFor();
}

/** The outline says the same in words. */
async function outline(page) {
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: 'Outline' }).click();
  const tree = page.getByRole('tree', { name: 'Boundaries and nodes' });
  const lines = await tree.getByRole('treeitem').evaluateAll((all) => all.map((line) => line.ariaLabel));
  assert.deepEqual(lines.slice(0, 3), ['Sales, boundary', 'Billing, in Sales', 'Orders, in Sales'], lines.join(', '));
  await tree.getByRole('treeitem', { name: 'Billing, in Sales' }).click();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  assert.deepEqual(await selected(page), ['orders']);
  await reached(page, 'outline');
  await look(page, 'the outline');
  await page.getByRole('tab', { name: 'Add' }).click();
}

/** With the map; with less room; with fingers. */
async function elsewhere(browser, page, editor, address, id) {
  await page.keyboard.press('Escape');
  await page.keyboard.press('m');
  const map = page.locator('canvas.minimap');
  await map.waitFor();
  const before = await editor.node('web').boundingBox();
  const box = await map.boundingBox();
  await page.mouse.click(box.x + 20, box.y + 20);
  await page.waitForFunction((was) => Math.abs(document.querySelector('[data-node="web"]').getBoundingClientRect().x - was) > 20, before.x);
  await reached(page, 'map');
  await page.keyboard.press('m');
  await map.waitFor({ state: 'detached' });
  await page.keyboard.press('Shift+Digit1');

  for (const width of [1100, 700]) {
    await page.setViewportSize({ width, height: 800 });
    await page.keyboard.press('Shift+Digit1');
    await page.waitForTimeout(300);
    const canvas = await editor.canvas().boundingBox();
    assert(canvas.width > 600, `the canvas has ${canvas.width} of ${width} pixels`);
    await reached(page, `wide-${width}`);
    await look(page, `a window of ${width} pixels`);
  }
  await page.getByRole('button', { name: 'Properties and findings' }).click();
  await page.getByTestId('tab-findings').waitFor();
  await reached(page, 'wide-700-panel');
  await look(page, 'a panel over the canvas');
  await page.getByRole('button', { name: 'Properties and findings' }).click();
  await page.setViewportSize({ width: 1440, height: 900 });

  const tablet = await open(browser, address, troubles, { viewport: { width: 900, height: 700 }, hasTouch: true });
  const context = tablet.context();
  const there = await opened(tablet, address, id);
  const fingers = await context.newCDPSession(tablet);
  const touch = (type, ...points) => fingers.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y], index) => ({ x, y, id: index })) });
  const wide = (await there.node('web').boundingBox()).width;
  await touch('touchStart', [400, 560], [500, 560]);
  for (let step = 1; step <= 5; step += 1) await touch('touchMove', [400 - step * 20, 560], [500 + step * 20, 560]);
  await touch('touchEnd');
  await tablet.waitForFunction((was) => document.querySelector('[data-node="web"]').getBoundingClientRect().width > was * 1.5, wide);
  await tablet.keyboard.press('Shift+Digit1');
  await tablet.waitForTimeout(300);
  const card = middle(await there.node('web').boundingBox());
  await touch('touchStart', [card.x, card.y]);
  await tablet.getByTestId('menu').waitFor();
  await touch('touchEnd');
  assert.deepEqual(await selected(tablet), ['web']);
  await context.close();
}

/** Tidied up as one step. */
async function tidy(page, editor, address, id) {
  await editor.saved();
  const before = await boxes(page);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+Alt+T');
  await page.waitForFunction((was) => document.querySelector('[data-node="ledger"]').offsetLeft !== was, before.ledger[0]);
  await page.waitForTimeout(400);
  const after = await boxes(page);
  assert(after.web[0] + 182 < after.orders[0] && after.billing[0] + 182 < after.ledger[0], JSON.stringify(after));
  await reached(page, 'tidied');
  await page.keyboard.press('Control+z');
  await page.waitForTimeout(50);
  assert.deepEqual(await boxes(page), before, 'one step of undo');
  await page.keyboard.press('Control+y');
  await editor.saved();
}

/** Pictures to take away, and links to what is selected. */
async function share(page, editor, address, id) {
  const ask = async (command) => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.keyboard.type(command);
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    return download;
  };
  const svg = await ask('as svg');
  assert.equal(svg.suggestedFilename(), 'shop.svg');
  const path = join(folder, 'shop.svg');
  await svg.saveAs(path);
  const text = readFileSync(path, 'utf8');
  for (const part of ['Orders', 'Ledger', 'Sales', '<path', 'stroke-dasharray']) assert(text.includes(part), `the picture has no ${part}`);
  const png = await ask('download as png');
  await png.saveAs(join(folder, 'shop.png'));
  assert.equal(readFileSync(join(folder, 'shop.png')).subarray(1, 4).toString(), 'PNG');

  await page.goto(`${address}/t/${id}?sel=node:ledger,edge:billing--ledger,node:nobody`);
  await editor.node('ledger').waitFor();
  assert.deepEqual(await selected(page), ['ledger']);
  await page.locator('path.selected[data-edge="billing--ledger"]').waitFor({ state: 'attached' });
}

/** From node to node by keys alone, in reading order. */
async function keys(page, editor) {
  await page.keyboard.press('Escape');
  await editor.canvas().focus();
  const focused = () => page.evaluate(() => document.activeElement.dataset.node ?? document.activeElement.dataset.edge);
  const order = [];
  for (let index = 0; index < 8; index += 1) {
    await page.keyboard.press('Tab');
    order.push(await focused());
  }
  assert.deepEqual(order.slice(0, 2), ['web', 'web--orders'], `a node is followed by its edges: ${order.join(' ')}`);
  const places = await boxes(page);
  const columns = order.filter((id) => id in places).map((id) => Math.floor(places[id][0] / 96));
  assert.deepEqual(columns, [...columns].sort((a, b) => a - b), `from left to right: ${order.join(' ')}`);
  await page.keyboard.press('Shift+Tab');
  assert.equal(await focused(), order[6]);
  const find = async (name) => {
    await page.keyboard.press('Control+f');
    await page.keyboard.type(name);
    await page.keyboard.press('Enter');
  };
  await find('orders');
  await page.keyboard.press('Control+ArrowLeft');
  const [left] = await selected(page);
  assert(places[left][0] < places.orders[0], `${left} is not left of orders`);
  await find('web');
  await page.keyboard.press('a');
  await page.getByTestId('chooser').waitFor();
  await look(page, 'the list of targets');
  await page.keyboard.type('billing');
  await page.keyboard.press('Enter');
  await editor.edge('web--billing').waitFor({ state: 'attached' });
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await reached(page, 'keys');
  await look(page, 'the sheet of keys');
  await page.keyboard.press('Escape');
}

/** Goes on with Tab until something has the focus. */
async function tabTo(page, wanted, limit = 120) {
  for (let tries = 0; tries < limit; tries += 1) {
    if (await page.evaluate(wanted)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`nothing that Tab reaches is ${wanted}`);
}

/** From nothing to a bundle without a pointer. */
async function withoutPointer(browser, address) {
  const page = await open(browser, address, troubles);
  const { keyboard } = page;
  const editor = new Editor(page);
  await page.goto(address);
  await page.locator('[data-example]').first().waitFor();
  await tabTo(page, () => document.activeElement?.dataset?.testid === 'new-topology');
  await keyboard.press('Enter');
  await page.getByLabel('What is it called?').waitFor();
  await keyboard.type('By keys');
  await keyboard.press('Enter');
  await page.getByTestId('editor').waitFor();
  await page.getByTestId('canvas-empty').waitFor();
  for (const [kind, title, id] of [['client', 'Shopper', 'shopper'], ['gateway', 'Entry', 'entry'], ['service', 'Shop', 'shop'], ['database', 'Stock', 'stock']]) {
    await keyboard.press('n');
    await page.getByTestId('chooser').waitFor();
    await keyboard.type(kind);
    await keyboard.press('Enter');
    await page.locator('input.rename').waitFor();
    await keyboard.press('Control+a');
    await keyboard.type(title);
    await keyboard.press('Enter');
    await editor.node(id).waitFor();
  }
  for (const [from, to] of [['Shopper', 'entry'], ['Entry', 'shop'], ['Shop', 'stock']]) {
    await keyboard.press('Control+f');
    await page.getByTestId('chooser').waitFor();
    await keyboard.type(from);
    await keyboard.press('Enter');
    await keyboard.press('a');
    await page.getByTestId('chooser').waitFor();
    await keyboard.type(to);
    await keyboard.press('Enter');
    await editor.edge(`${from.toLowerCase()}--${to}`).waitFor({ state: 'attached' });
  }
  await keyboard.press('Shift+Alt+T');
  await editor.saved();
  await page.waitForTimeout(600);
  assert.equal(new Set(Object.values(await boxes(page)).map(([x]) => x)).size, 4, 'four layers');
  const errors = page.locator('[data-testid="findings"] [data-severity="error"][data-finding]');
  await keyboard.press('Escape');
  await keyboard.press('Escape');
  for (let tries = 0; (await page.getByTestId('export').getAttribute('aria-disabled')) === 'true'; tries += 1) {
    assert(tries < 8, `errors are left: ${await errors.allTextContents()}`);
    const before = await errors.count();
    await keyboard.press('F8');
    await tabTo(page, () => document.activeElement?.textContent === 'Apply');
    await keyboard.press('Enter');
    await page.waitForFunction((before) => document.querySelectorAll('[data-testid="findings"] [data-severity="error"][data-finding]').length < before, before);
  }
  await reached(page, 'by-keys');
  await look(page, 'a drawing without a pointer');
  await editor.saved();
  await page.evaluate(() => document.activeElement?.blur());
  await tabTo(page, () => document.activeElement?.dataset?.testid === 'export');
  const [download] = await Promise.all([page.waitForEvent('download'), keyboard.press('Enter')]);
  assert.equal(download.suggestedFilename(), 'by-keys.zip');
  await page.context().close();
}

/** The server is gone for a while, and the page is left meanwhile: nothing is lost. */
async function offline(page, editor, server, id) {
  await editor.saved();
  await server.stop();
  await page.locator('[data-testid="saved"][data-state="offline"]').waitFor();
  await editor.node('ledger').click();
  for (let index = 0; index < 5; index += 1) await page.keyboard.press('ArrowDown');
  await editor.retitle('ledger', 'Books');
  const pill = await page.getByTestId('saved').textContent();
  assert.match(pill, /Offline, 6 edits kept/);
  await reached(page, 'offline');
  page.once('dialog', (dialog) => dialog.accept());
  const back = await serve(process.env.GROUNDPLAN_BINARY, server);
  // The connection comes back by itself; a page that is left at once sends its edits from the next one.
  await page.reload();
  await editor.node('ledger').getByText('Books').waitFor();
  await editor.saved();
  const document = await stored(back.address, id);
  assert.equal(document.nodes.ledger.title, 'Books');
  assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('groundplan.kept')).length), 0);
  return back;
}

let server = await serve(process.env.GROUNDPLAN_BINARY);
const browser = await launch();
try {
  const id = await create(server.address, DOCUMENT);
  const page = await open(browser, server.address, troubles);
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
  await elsewhere(browser, page, editor, server.address, id);
  assert.deepEqual(troubles, [], 'the pages had troubles');
  server = await offline(page, editor, server, id);
  assert.deepEqual(faults, [], 'axe-core found faults');
} catch (error) {
  const pages = browser.contexts().flatMap((context) => context.pages());
  for (const [index, page] of pages.entries()) await page.screenshot({ path: join(folder, `failed-${index}.png`) }).catch(() => {});
  console.error([...troubles, ...faults].join('\n'));
  throw error;
} finally {
  await browser.close();
  await server.end();
}
console.log('done');
