// Two people on one drawing: they see each other, one follows the other, and what one says to the other is heard.
import assert from 'node:assert/strict';
import { look } from './axe.mjs';
import { Editor } from './editor.mjs';

/** What of the picture stands in the middle of a page's canvas, in pixels at 100 %. */
const seen = (page) => page.evaluate(() => {
  const canvas = document.querySelector('[data-testid="canvas"]');
  const { e, f, a } = new DOMMatrix(getComputedStyle(canvas.querySelector('#viewport')).transform);
  return [(canvas.clientWidth / 2 - e) / a, (canvas.clientHeight / 2 - f) / a];
});

/** Waits until two pages have the same place in the middle; pixels are told whole. */
async function together(one, other) {
  for (let tries = 0; ; tries += 1) {
    const [a, b] = [await seen(one), await seen(other)];
    if (Math.hypot(a[0] - b[0], a[1] - b[1]) < 4) return;
    assert(tries < 100, `one looks at ${a}, and the other at ${b}`);
    await one.waitForTimeout(50);
  }
}

/** Notes when a page tells where its person is, from its next address on. Noted in the page: here it would be heard late. */
export async function overhear(page) {
  await page.addInitScript(() => {
    window.said = [];
    const { send } = WebSocket.prototype;
    WebSocket.prototype.send = function noted(text) {
      if (text.includes('"type":"presence"')) window.said.push(performance.now());
      return send.call(this, text);
    };
  });
}

/** `ben` has the drawing open already, and is overheard; `ana` comes. `name` is what `ben` is called. */
export async function meet(ana, ben, address, name, picture) {
  assert.equal(await ben.evaluate(() => window.said.length), 0, 'nobody else was there, and yet it was told where he is');
  await ana.goto(address);
  const [first, second] = [new Editor(ana), new Editor(ben)];
  await first.node('orders').waitFor();
  const before = await first.saved();
  const avatar = ana.getByRole('button', { name: `Follow ${name}`, exact: true });
  await avatar.waitFor();
  await ben.getByRole('button', { name: 'Follow Ana López', exact: true }).waitFor();

  // What he selects is outlined, and his pointer stands where it stands, whatever part of the picture each of them sees.
  const card = await second.node('orders').boundingBox();
  await ben.mouse.click(card.x + 20, card.y + 20);
  const outline = ana.locator('.other-outline');
  await outline.waitFor();
  const drawn = await first.node('orders').boundingBox();
  const around = await outline.boundingBox();
  assert(around.x < drawn.x && around.x + around.width > drawn.x + drawn.width && around.y < drawn.y, 'the outline is around the card');
  const pointer = ana.locator('.other-pointer');
  await ana.waitForFunction((at) => {
    const card = document.querySelector('[data-node="orders"]').getBoundingClientRect();
    const pointer = document.querySelector('.other-pointer').getBoundingClientRect();
    return Math.abs((pointer.x - card.x) / card.width - at) < 0.03;
  }, 20 / card.width);
  assert.equal(await pointer.innerText(), name, 'the name is text');

  // However fast the pointer moves, it is told 20 times a second at most.
  await ben.evaluate(() => (window.said = []));
  for (let step = 0; step < 60; step += 1) await ben.mouse.move(card.x + 20 + step, card.y - 30 + (step % 9));
  await ben.waitForTimeout(120);
  const said = await ben.evaluate(() => window.said);
  const most = (said.at(-1) - said[0]) / 50 + 2;
  assert(said.length > 1 && said.length <= most, `${said.length} words, and ${most} are due`);
  await picture(ana, 'together');
  await look(ana, 'who else is here', '.header');

  // She follows him, until she says so or moves the view herself.
  await avatar.click();
  await ana.getByTestId('following').waitFor();
  await together(ana, ben);
  const empty = await second.point(0.5, 0.9);
  await ben.mouse.move(empty.x, empty.y);
  await ben.mouse.wheel(260, -140);
  await together(ana, ben);
  await ana.keyboard.press('Escape');
  await ana.getByTestId('following').waitFor({ state: 'detached' });
  await avatar.click();
  await ana.getByTestId('following').waitFor();
  const own = await first.point(0.5, 0.9);
  await ana.mouse.move(own.x, own.y);
  await ana.mouse.wheel(0, 60);
  await ana.getByTestId('following').waitFor({ state: 'detached' });
  assert.equal(await first.saved(), before, 'nothing of it is in the document');
}

/** He has gone: nothing of him is left on her page. */
export async function parted(ana) {
  await ana.getByTestId('people').waitFor({ state: 'detached' });
  assert.equal(await ana.locator('.other').count(), 0);
}

/** She proposes something, names him in a comment on the canvas, and he is told. */
export async function mentioned(ana, address, id, picture) {
  const head = await ana.evaluate(async (id) => {
    const answer = await fetch(`/api/topologies/${id}/proposals`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ title: 'Fewer orders' }) });
    return (await answer.json()).head;
  }, id);
  // What was said before is long in coming; what she writes meanwhile stays.
  let go;
  const written = new Promise((resolve) => (go = resolve));
  const detail = '**/api/topologies/*/proposals/*';
  await ana.route(detail, async (route) => { await written; await route.continue(); }, { times: 1 });
  await ana.goto(`${address}/t/${head}`);
  const editor = new Editor(ana);
  await editor.node('orders').click();
  await ana.keyboard.press('c');
  const comment = ana.getByTestId('talk').getByTestId('comment');
  await comment.pressSequentially('Do you ');
  const answered = ana.waitForResponse(detail);
  go();
  await answered;
  await ana.keyboard.type('agree, @b');
  await ana.locator('.mentions [data-member="ben"]').waitFor();
  await picture(ana, 'mentioning');
  await look(ana, 'naming somebody in a comment', '.talk-box, .mentions');
  await ana.keyboard.press('Enter');
  assert.match(await comment.inputValue(), /^Do you agree, @ben $/);
  await ana.getByTestId('talk').getByTestId('send').click();
  const pin = ana.locator('[data-pin="node:orders"]');
  await pin.filter({ hasText: '1' }).waitFor();
  // A place of its own, from the menu; then both are hidden, and shown again.
  await ana.keyboard.press('Escape');
  const free = await editor.point(0.5, 0.08);
  await ana.mouse.click(free.x, free.y, { button: 'right' });
  await ana.getByRole('menuitem', { name: /^Comment/ }).click();
  await comment.fill('Room for a queue.');
  await ana.getByTestId('talk').getByTestId('send').click();
  await ana.locator('[data-pin^="point:"]').waitFor();
  const stands = await ana.locator('[data-pin^="point:"]').boundingBox();
  assert(Math.hypot(stands.x + 12 - free.x, stands.y + 12 - free.y) < 8, `the pin stands at ${stands.x}, ${stands.y}, and was set at ${free.x}, ${free.y}`);
  await ana.keyboard.press('Escape');
  await ana.getByTestId('talk').waitFor({ state: 'detached' });
  await picture(ana, 'pins');
  await look(ana, 'comments on the canvas', '.pins');
  await pin.click();
  await ana.getByTestId('talk').getByText('Do you agree, @ben').waitFor();
  await ana.getByTestId('talk').getByTestId('resolve').click();
  await pin.filter({ hasText: '✓' }).waitFor();
  await ana.keyboard.press('Escape');
  await ana.keyboard.press('Control+Shift+C');
  await pin.waitFor({ state: 'hidden' });
  await ana.keyboard.press('Control+Shift+C');
  await pin.waitFor();
}
