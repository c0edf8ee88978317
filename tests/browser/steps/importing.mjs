// What exists becomes a drawing: files chosen on the first page, looked at and taken over; a file pasted on a canvas, added as one step.
import assert from 'node:assert/strict';

const COMPOSE = `services:
  basket: { image: 'ghcr.io/acme/basket:1', environment: { STORE_HOST: store, API_KEY: k-1 }, configs: [x] }
  store: { image: 'valkey/valkey:8' }
`;

const id = (page) => new URL(page.url()).pathname.split('/').at(-1);

/** Chosen on the first page: nothing is made before it is taken over. */
async function chosen(page, editor, address) {
  const give = (files) => page.getByTestId('import-input').setInputFiles(files.map(([name, text]) => ({ name, mimeType: 'text/yaml', buffer: Buffer.from(text) })));
  const count = async () => (await (await page.request.get(`${address}/api/topologies`)).json()).length;
  const before = await count();
  await give([['compose.yaml', COMPOSE], ['compose.override.yaml', 'services: { basket: { ports: ["8080:8080"] } }']]);
  const report = page.getByTestId('import-report');
  await report.getByText('2 nodes and 1 connection were found.').waitFor();
  await report.getByText('API_KEY is a secret').waitFor();
  await page.keyboard.press('Escape');
  await report.waitFor({ state: 'detached' });
  assert.equal(await count(), before, 'what is left makes nothing');

  await give([['compose.yaml', COMPOSE], ['compose.override.yaml', 'services: { basket: { ports: ["8080:8080"] } }']]);
  await page.getByTestId('import-take').click();
  await editor.node('basket').waitFor();
  const { document } = await (await page.request.get(`${address}/api/topologies/${id(page)}`)).json();
  assert.equal(document.nodes.basket.expose, 'host', 'the second file is laid over the first');
  assert.deepEqual(document.nodes.basket.secrets, ['API_KEY']);
  assert.equal(document.settings.flows, 'declared');
}

/** Pasted on a canvas that holds something already: one step, which undo takes back. */
async function pasted(page, editor) {
  const text = COMPOSE.replaceAll('basket', 'wishes');
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.setData('text/plain', text);
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, text);
  await page.getByTestId('import-take').click();
  await editor.node('wishes').waitFor();
  await editor.node('store-2').waitFor();
  await editor.saved();
  await page.getByTestId('undo').click();
  await editor.node('wishes').waitFor({ state: 'detached' });
  await editor.node('basket').waitFor();
  await editor.saved();
}

export async function importing(page, editor, address) {
  await chosen(page, editor, address);
  await pasted(page, editor);
  await page.getByRole('link', { name: 'Topologies', exact: true }).click();
}
