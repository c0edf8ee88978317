// What journeys through the editor share: a document to begin with, what the server and the page say of it, and pictures of each stage.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Editor } from './editor.mjs';

/** Where pictures go, and what went wrong in the pages. */
export const scene = { folder: '', troubles: [], began: Date.now() };

/** Takes the folder for pictures from the command line. */
export function begins(script) {
  scene.folder = process.argv[2];
  assert(scene.folder && process.env.GROUNDPLAN_BINARY, `usage: GROUNDPLAN_BINARY=… node ${script} FOLDER`);
  mkdirSync(scene.folder, { recursive: true });
}

/** Says how far it is, and takes a picture in the light and in the dark. */
export async function reached(page, name) {
  for (const theme of ['light', 'dark']) {
    await page.evaluate((theme) => (document.documentElement.dataset.theme = theme), theme);
    await page.screenshot({ path: join(scene.folder, `${name}-${theme}.png`), animations: 'disabled' });
  }
  await page.evaluate(() => delete document.documentElement.dataset.theme);
  console.log(`${((Date.now() - scene.began) / 1000).toFixed(1)} s  ${name}`);
}

export const DOCUMENT = `groundplan: 1
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

export async function create(address, yaml) {
  const answer = await fetch(`${address}/api/topologies`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ yaml }) });
  assert.equal(answer.status, 201, await answer.clone().text());
  return (await answer.json()).id;
}

export const stored = async (address, id) => (await (await fetch(`${address}/api/topologies/${id}`)).json()).document;
export const middle = (box) => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
export const selected = (page) => page.locator('.node.selected').evaluateAll((all) => all.map((card) => card.dataset.node).sort());
export const boxes = (page) => page.locator('.node').evaluateAll((all) => Object.fromEntries(all.map((card) => [card.dataset.node, [card.offsetLeft, card.offsetTop]])));

export async function opened(page, address, id) {
  await page.goto(`${address}/t/${id}`);
  const editor = new Editor(page);
  await editor.node('orders').waitFor();
  await editor.saved();
  return editor;
}
