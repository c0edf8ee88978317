// How long it takes from an edit until what the rules say of it is painted: prints a table.
//
// node measure.mjs: GROUNDPLAN_BINARY is the server, GROUNDPLAN_CHROMIUM the browser.
import assert from 'node:assert/strict';
import { launch, open } from './steps/browser.mjs';
import { Editor } from './steps/editor.mjs';
import { serve } from './steps/server.mjs';

const ROUNDS = 20;
/** Nodes, and the time in milliseconds that the middle of the rounds should keep. */
const SIZES = [[200, 50], [1000, 250]];

/** A system of services in layers, each with one database for three services, and 1.5 edges a node. */
function system(count) {
  const nodes = {};
  const edges = {};
  const layout = {};
  const services = [];
  for (let n = 0; n < count; n += 1) {
    const id = `n${n}`;
    layout[id] = [(n % 25) * 272, Math.floor(n / 25) * 108];
    if (n === 0) nodes[id] = { kind: 'client' };
    else if (n === 1) nodes[id] = { kind: 'gateway', engine: 'nginx' };
    else if (n % 4 === 3) nodes[id] = { kind: 'database', engine: 'postgres' };
    else {
      nodes[id] = { kind: 'service', image: `registry.example.com/n${n}` };
      services.push(n);
    }
  }
  const edge = (from, to, rest) => (edges[`n${from}--n${to}`] = { from: `n${from}`, to: `n${to}`, ...rest });
  edge(0, 1, { kind: 'call' });
  services.forEach((n, index) => {
    edge(index < 12 ? 1 : services[Math.floor(index / 3)], n, { kind: 'call' });
    const store = n - (n % 4) + 3;
    if (store < count) edge(n, store, { kind: 'data', access: n % 4 === 0 ? 'read-write' : 'read' });
  });
  return JSON.stringify({ groundplan: 1, name: 'measured', nodes, edges, views: { main: { layout } } });
}

/** In the page: from the click that undoes or redoes until the frame after the panel said otherwise. */
function round(button) {
  return new Promise((resolve, reject) => {
    const panel = document.querySelector('[data-testid="findings"]');
    const late = setTimeout(() => reject(new Error('nothing was painted')), 10_000);
    let began = 0;
    const seen = new MutationObserver(() => {
      seen.disconnect();
      // The frame that shows the change, and a task after it: by then it is painted.
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => {
          clearTimeout(late);
          resolve(performance.now() - began);
        };
        channel.port2.postMessage(null);
      });
    });
    seen.observe(panel, { childList: true, subtree: true });
    began = performance.now();
    document.querySelector(`[data-testid="${button}"]`).click();
  });
}

async function measured(browser, address, count) {
  const yaml = system(count);
  const created = await fetch(`${address}/api/topologies`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ yaml }) });
  assert.equal(created.status, 201, await created.clone().text());
  const { id } = await created.json();
  const page = await open(browser, address, []);
  page.setDefaultTimeout(60_000);
  const editor = new Editor(page);
  const began = Date.now();
  await page.goto(`${address}/t/${id}`);
  await editor.node('n1').waitFor();
  const drawn = Date.now() - began;
  await editor.findings();
  await page.locator('[data-finding]').first().waitFor();
  // A node that nobody uses is one finding more, and taking it back one less.
  await editor.placeByClick('database', 'Lonely');
  await editor.findings();
  await page.locator('[data-finding*=":lonely"]').waitFor({ state: 'attached' });
  await page.waitForTimeout(1000);
  const times = [];
  for (let index = 0; index < ROUNDS; index += 1) {
    // The name and with it the id go and come back, and so does the finding.
    times.push(await page.evaluate(round, index % 2 === 0 ? 'undo' : 'redo'));
    await page.waitForTimeout(150);
  }
  const findings = await page.locator('[data-finding]').count();
  await page.close();
  times.sort((a, b) => a - b);
  return { drawn, findings, middle: times[ROUNDS / 2], late: times[Math.floor(ROUNDS * 0.95) - 1] };
}

const server = await serve(process.env.GROUNDPLAN_BINARY);
const browser = await launch();
try {
  console.log('nodes  findings  opened  edit → painted: middle  19 of 20  wanted');
  for (const [count, wanted] of SIZES) {
    const { drawn, findings, middle, late } = await measured(browser, server.address, count);
    const columns = [String(count).padStart(5), String(findings).padStart(9), `${drawn} ms`.padStart(8), `${middle.toFixed(0)} ms`.padStart(22), `${late.toFixed(0)} ms`.padStart(9), `≤ ${wanted} ms`.padStart(9)];
    console.log(columns.join(' '));
  }
} finally {
  await browser.close();
  await server.end();
}
