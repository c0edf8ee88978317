// How often the page is written to while something moves: exact, whatever the machine.
import assert from 'node:assert/strict';

/** Moves the pointer step by step, each in a frame of its own; the number of writes inside the canvas for each step, of all or of styles alone. */
async function frames(page, steps, move, kinds = { attributes: true, childList: true, characterData: true }) {
  await page.evaluate((kinds) => {
    window.writes = 0;
    // How large others are drawn is written once the view has come to rest, which on a slow machine it does between two steps.
    const others = ({ target }) => target.id === 'others' || target.classList?.contains('others');
    window.counting = new MutationObserver((list) => (window.writes += list.filter((write) => !others(write)).length));
    window.counting.observe(document.querySelector('[data-testid="canvas"]'), { subtree: true, ...kinds });
  }, kinds);
  const counts = [];
  for (let step = 0; step < steps; step += 1) {
    await page.evaluate(() => (window.writes = 0));
    await move(step);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    counts.push(await page.evaluate(() => window.writes));
  }
  await page.evaluate(() => window.counting.disconnect());
  return counts;
}

/** A card that is dragged is written once, and so is each of its lines; a view that moves is written once. */
export async function fewWrites(page, editor, id) {
  const { mouse } = page;
  // The line that says what a card stands in line with is one more write when it changes.
  await page.keyboard.press('Alt+s');
  const card = await editor.node(id).boundingBox();
  const edges = await page.evaluate((id) => [...document.querySelectorAll('path.edge-line[data-edge]')].filter((path) => path.dataset.edge.split('--').includes(id)).map((path) => path.dataset.edge), id);
  const labels = await page.locator('.edge-label').evaluateAll((all, edges) => all.filter((label) => edges.includes(label.dataset.edge)).length, edges);
  const at = { x: card.x + card.width / 2, y: card.y + card.height / 2 };
  await mouse.move(at.x, at.y);
  await mouse.down();
  await mouse.move(at.x + 16, at.y + 16, { steps: 3 });
  await page.waitForTimeout(100);
  const dragged = await frames(page, 6, (step) => mouse.move(at.x + 16 * (step + 2), at.y + 16 * (step + 2)));
  await page.keyboard.press('Escape');
  await mouse.up();
  // A label stands on its line and moves with it.
  const wanted = 1 + edges.length + labels;
  assert(dragged.every((count) => count === wanted), `a drag of ${id} with ${edges.length} edges and ${labels} labels writes ${dragged} times a frame, not ${wanted}`);

  await page.keyboard.press('Alt+s');
  // Messages stand over the lower part.
  const empty = await editor.point(0.5, 0.25);
  await mouse.move(empty.x, empty.y);
  await mouse.wheel(0, 20);
  await page.waitForTimeout(30);
  // On a slow machine the view comes to rest between two steps, which is told by a class and the value of the zoom.
  const styles = { attributeFilter: ['style', 'd'] };
  const panned = await frames(page, 6, () => mouse.wheel(0, 20), styles);
  assert(panned.every((count) => count === 1), `a pan writes ${panned} times a frame`);
  await page.keyboard.down('Control');
  await mouse.wheel(0, -20);
  const zoomed = await frames(page, 6, () => mouse.wheel(0, -20), styles);
  await page.keyboard.up('Control');
  assert(zoomed.every((count) => count === 1), `a zoom writes ${zoomed} times a frame`);
  await page.keyboard.press('Shift+Digit1');
  await page.waitForTimeout(300);
}
