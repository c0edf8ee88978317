// Two people change the same places. Whoever merges second sees both sides on the picture, and chooses there or in the list.
import assert from 'node:assert/strict';
import { open } from './browser.mjs';

/** Fields, an override, a boundary, the whole, and a node that one of them deletes. */
const PLACES = {
  '/nodes/orders/title': ['Order desk', 'Orders and returns'],
  '/environments/production/nodes/orders/replicas': [{ min: 3, max: 12 }, { min: 3, max: 20 }],
  '/edges/orders--payments/timeout_ms': [2000, 4000],
  '/boundaries/checkout/title': ['Cash desk', 'Till'],
  '/title': ['The shop', 'Our shop'],
};
const GONE = '/nodes/notifications';

const set = (path, value) => ({ op: 'set', path, value });

/** `edit` edits a topology or a head; `reached` takes a picture of a page and has it judged. */
export async function conflicting(browser, { address, api, edit, troubles, reached }) {
  const { id } = await api('POST', '/api/topologies', { example: 'shop' });
  for (const title of ['Order desk', 'Returns']) await api('POST', `/api/topologies/${id}/proposals`, { title });
  const [bens, anas] = [0, 1].map((side) => Object.entries(PLACES).map(([path, values]) => set(path, values[side])));
  await edit(`${id}~1`, [...bens, { op: 'delete', path: GONE }]);
  await edit(`${id}~2`, [...anas, set(`${GONE}/title`, 'Mail'), set(`${GONE}/size`, 'medium')]);
  for (const number of [1, 2]) await api('PATCH', `/api/topologies/${id}/proposals/${number}`, { state: 'in-review' });

  const [ana, ben] = [await open(browser, address, troubles), await open(browser, address, troubles)];
  await ana.goto(`${address}/review/${id}/2`);
  await ana.getByTestId('clear').waitFor();
  assert.equal(await ana.locator('[data-mark]').count(), 0, 'nothing is marked while nothing meets');
  await ben.goto(`${address}/review/${id}/1`);
  await ben.getByTestId('merge').click();
  await ben.getByTestId('stage').filter({ hasText: 'merged' }).waitFor();

  // It shows by itself, with the first of them opened and the keyboard where it was.
  const mark = (path) => ana.locator(`[data-mark="${path}"]`);
  const box = ana.locator('.conflict-box');
  const paths = [...Object.keys(PLACES), GONE];
  await mark('/nodes/orders/title').waitFor({ timeout: 15_000 });
  assert.deepEqual((await ana.locator('[data-mark]').evaluateAll((marks) => marks.map((mark) => mark.dataset.mark))).sort(), [...paths].sort());
  assert.equal(await box.count(), 1);
  assert(await ana.getByTestId('merge').isDisabled());
  for (const at of ['#node-orders', '#node-notifications', '#edge-orders--payments', '#boundary-checkout']) {
    assert(await ana.locator(`.picture ${at}.conflict`).count(), `${at} is marked in the picture`);
  }
  await reached(ana, '7-conflicts');

  // By the keys: each in turn, where it is drawn, with both sides in reading.
  const seen = [];
  for (let step = 0; step < paths.length; step += 1) {
    await ana.keyboard.press('n');
    const path = await box.getAttribute('data-conflict-box');
    seen.push(path);
    const [sides, around] = [await box.locator('.side-of').allInnerTexts(), await ana.locator('.pinned').boundingBox()];
    const place = await box.boundingBox();
    assert(place.x >= around.x && place.y >= around.y && place.x + place.width <= around.x + around.width && place.y + place.height <= around.y + around.height, `${path}: the box lies within the picture`);
    const about = path.split('/').includes('orders') ? ana.locator('.picture #node-orders > rect:not(.tile)') : null;
    if (about) {
      const card = await about.boundingBox();
      assert(card.y + card.height <= place.y || place.y + place.height <= card.y, `${path}: the box does not lie over the card`);
    }
    const [ours, theirs] = path === GONE ? ['taken away', 'Notifications → Mail'] : PLACES[path].map((value) => `${value.max ?? value}`);
    assert(sides[0].includes(ours) && sides[1].includes(theirs), `${path}: ${sides}`);
    if (path === '/nodes/orders/title') await reached(ana, '7-at-a-node');
    if (path === GONE) await reached(ana, '7-deleted');
  }
  assert.deepEqual([...seen].sort(), [...paths].sort());
  await ana.keyboard.press('p');
  assert.equal(await box.getAttribute('data-conflict-box'), seen.at(-2));
  await ana.keyboard.press('Escape');
  assert.equal(await box.count(), 0);
  assert.equal(await mark(seen.at(-2)).evaluate((button) => button === document.activeElement), true, 'the keyboard is at the mark');

  // One is chosen on the picture by the keys, the others in the list; both show the same.
  const listed = (path, side) => ana.locator(`[data-conflict="${path}"] input[value="${side}"]`);
  await ana.getByTestId('all').click();
  await mark('/nodes/orders/title').click();
  await ana.keyboard.press('Space');
  await ana.keyboard.press('ArrowDown');
  assert.equal(await box.locator('input:checked').inputValue(), 'theirs');
  assert(await box.locator('input:checked').evaluate((radio) => radio === document.activeElement), 'the keyboard stays where one chooses');
  assert(await listed('/nodes/orders/title', 'theirs').isChecked());
  assert.equal(await mark('/nodes/orders/title').innerText(), '✓ proposed');
  await ana.locator(`[data-conflict="${GONE}"]`).getByTestId('show-conflict').click();
  for (const path of paths.slice(1)) await listed(path, 'ours').check();
  assert.equal(await box.locator('input:checked').inputValue(), 'ours', 'what is chosen in the list shows on the picture');
  assert.equal(await ana.locator('.clash.settled').count(), paths.length);

  // Who chose for what was said is asked again when something else is said.
  await edit(id, [set('/title', 'A shop')]);
  await ana.locator('.clash:not(.settled)[data-mark="/title"]').waitFor({ timeout: 15_000 });
  assert(await ana.getByTestId('merge').isDisabled());
  await listed('/title', 'theirs').check();
  await reached(ana, '7-chosen');
  await ana.getByTestId('merge').click();
  await ana.getByTestId('stage').filter({ hasText: 'merged' }).waitFor();
  assert.equal(await ana.locator('.clash, .conflict-box').count(), 0);
  const { document } = await api('GET', `/api/topologies/${id}`);
  assert.deepEqual(
    [document.title, document.nodes.orders.title, document.nodes.notifications, document.edges['orders--payments'].timeout_ms, document.boundaries.checkout.title, document.environments.production.nodes.orders.replicas.max],
    ['Our shop', 'Orders and returns', undefined, 2000, 'Cash desk', 12]);
  for (const page of [ana, ben]) await page.context().close();
}
