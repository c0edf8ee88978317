// What a person meets who sees little or nothing: axe-core's rules of WCAG 2.2, levels A and AA.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe-core finds wrong within an element as it is shown now, one line for each place. */
async function faults(page, selector) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  return page.evaluate(
    async ({ selector, tags }) => {
      const { passes, violations } = await window.axe.run(selector, { runOnly: tags });
      if (passes.length === 0) return [`nothing was judged within ${selector}`];
      return violations.flatMap(({ id, impact, help, nodes }) => nodes.map((node) => `${id} (${impact}): ${help}: ${node.html.slice(0, 160)} ${node.failureSummary.replaceAll('\n', ' ')}`));
    },
    { selector, tags: TAGS },
  );
}

/** Fails where axe-core finds something wrong within an element, in the light or in the dark. Colours are judged when they have stopped changing. */
export async function accessible(page, where, selector) {
  const wrong = [];
  for (const theme of ['light', 'dark']) {
    await page.evaluate((theme) => (document.documentElement.dataset.theme = theme), theme);
    await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {}))));
    for (const fault of await faults(page, selector)) wrong.push(`${where}, ${theme}: ${fault}`);
  }
  await page.evaluate(() => delete document.documentElement.dataset.theme);
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
}
