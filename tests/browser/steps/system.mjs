// Systems of any size, to measure with.
import assert from 'node:assert/strict';

/** A system of services in layers, each with one database for three services, and 1.5 edges a node. */
export function system(count) {
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

/** Makes a topology of it on the server; its id. */
export async function create(address, count) {
  const body = JSON.stringify({ yaml: system(count) });
  const created = await fetch(`${address}/api/topologies`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  assert.equal(created.status, 201, await created.clone().text());
  return (await created.json()).id;
}

/** What a page holds that shows as much and does nothing: cards and lines in one element that is moved by a transform. What it takes is what the machine takes. */
export function reference(count) {
  const place = (n) => [(n % 25) * 272, Math.floor(n / 25) * 108];
  const cards = Array.from({ length: count }, (_, n) => `<div class="card" style="left:${place(n)[0]}px;top:${place(n)[1]}px"><b>n${n}</b><span>service</span></div>`);
  const line = (n) => `M${place(n).join(' ')}L${place(Math.floor(n / 3)).join(' ')}`;
  const lines = Array.from({ length: Math.floor(count * 1.5) }, (_, n) => `<path d="${line(n % count)}"/>`);
  return `<style>body{margin:0;overflow:hidden}#viewport{transform-origin:0 0;will-change:transform;position:absolute}
    .card{position:absolute;width:180px;height:58px;border:1px solid #ccc;border-radius:8px;background:#fff;display:grid}svg{position:absolute;overflow:visible}path{stroke:#888;fill:none}</style>
    <div id="viewport" style="transform:scale(.2)"><svg>${lines.join('')}</svg>${cards.join('')}</div>`;
}
