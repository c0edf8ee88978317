// The two topologies beside each other, and one over the other with a cut between them.
import assert from 'node:assert/strict';

/** Looks at both sides of a proposal that adds the node `added`, and leaves the overlay as it was found. */
export async function sides(page, added, reached) {
  const [before, after] = [page.locator('.before .side'), page.locator('.after .side')];
  assert.equal(await after.isVisible(), false, 'the overlay is shown first');
  await page.getByLabel('Side by side').check();
  const [left, right] = [await before.boundingBox(), await after.boundingBox()];
  assert(left.x + left.width <= right.x && Math.abs(left.y - right.y) < 1, 'both stand beside each other');
  assert.equal(await page.locator('.picture').isVisible(), false);
  assert.equal(await after.locator(`[data-subject="node:${added}"].added`).count(), 1);
  assert.equal(await before.locator(`[data-subject="node:${added}"]`).count(), 0, 'what is new was not there before');
  await page.getByTestId('next').click();
  assert.equal(await before.getAttribute('viewBox'), await after.getAttribute('viewBox'), 'both show the same place');
  await reached(page, '2-sides');

  await page.getByLabel('Slider').check();
  const [under, over] = [await before.boundingBox(), await after.boundingBox()];
  assert.deepEqual(under, over, 'one lies over the other');
  const cut = () => page.locator('.sides .after').evaluate((figure) => getComputedStyle(figure).clipPath);
  assert.equal(await cut(), 'inset(0px 0px 0px 50%)');
  await page.getByTestId('cut').press('End');
  assert.equal(await cut(), 'inset(0px 0px 0px 100%)');
  await page.getByTestId('cut').fill('40');
  assert.equal(await cut(), 'inset(0px 0px 0px 40%)');
  await reached(page, '2-slider');
  // By the key: after the last way comes the first.
  await page.getByTestId('all').click();
  await page.keyboard.press('d');
  assert(await page.locator('#mode-both').isChecked());
  assert(await page.locator('.picture').isVisible());
}
