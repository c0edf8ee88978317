// What axe-core says of a page, in the light and in the dark.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
// How the page is built is the same in both themes; its colours are not.
const COLOURS = ['color-contrast', 'link-in-text-block'];
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What was found so far; a journey that ends with none was accessible wherever it looked. */
export const faults = [];

/** Looks at the page as it is, or at what a selector names, in both themes. */
export async function look(page, name, within = 'html') {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source);
  const before = await page.evaluate(() => document.documentElement.dataset.theme);
  // Colours glide from one theme to the other, unless the person wants nothing to move.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  for (const theme of ['light', 'dark']) {
    await page.evaluate((theme) => (document.documentElement.dataset.theme = theme), theme);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    // What began to glide before that is judged where it comes to rest.
    await page.evaluate(() => Promise.allSettled(document.getAnimations().filter((glide) => glide.effect.getComputedTiming().endTime !== Infinity).map((glide) => glide.finished)));
    const runOnly = theme === 'light' ? { type: 'tag', values: TAGS } : { type: 'rule', values: COLOURS };
    const { passes, violations } = await page.evaluate(([within, runOnly]) => window.axe.run(within, { runOnly, resultTypes: ['violations'] }), [within, runOnly]);
    if (passes.length === 0) faults.push(`${name}, ${theme}: nothing was judged within ${within}`);
    const told = violations.map((found) => `${found.id}: ${found.help}\n${found.nodes.slice(0, 4).map((node) => `    ${node.target}: ${node.failureSummary.split('\n').slice(1).join(' ').trim()}`).join('\n')}`);
    faults.push(...told.map((text) => `${name}, ${theme}: ${text}`));
  }
  await page.emulateMedia({ reducedMotion: null });
  await page.evaluate((theme) => (theme ? (document.documentElement.dataset.theme = theme) : delete document.documentElement.dataset.theme), before);
}
