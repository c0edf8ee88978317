// How long things take in the page, as people notice it: until the frame that shows them.

/** Put into a page before it begins: what tells when something was painted. */
export function instruments() {
  // The frame that shows a change, and a task after it: by then it is painted.
  window.painted = () =>
    new Promise((resolve) =>
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => resolve(performance.now());
        channel.port2.postMessage(null);
      }),
    );
  /** When what a selector names is there and painted, in ms since the page began. */
  window.shown = (selector) =>
    new Promise((resolve) => {
      const look = () => document.querySelector(selector) && (seen.disconnect(), resolve(window.painted()));
      const seen = new MutationObserver(look);
      seen.observe(document, { childList: true, subtree: true });
      look();
    });
  window.firstCard = window.shown('[data-node]');
  /** When the first card was there, before anybody saw it. */
  window.firstDrawn = new Promise((resolve) => {
    const seen = new MutationObserver(() => document.querySelector('[data-node]') && (seen.disconnect(), resolve(performance.now())));
    seen.observe(document, { childList: true, subtree: true });
  });
  window.whole = window.shown('[data-testid="tab-findings"]');
  /** From a click until the frame after what a selector names has changed, in ms; with `what`, until something that this selector names has come or gone in it. */
  window.untilChanged = (button, selector, kinds, what) =>
    new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`nothing was painted in ${selector}`)), 10_000);
      let began = 0;
      const counts = ({ addedNodes, removedNodes }) => !what || [...addedNodes, ...removedNodes].some((node) => node.nodeType === Node.ELEMENT_NODE && node.matches(what));
      const seen = new MutationObserver(async (changes) => {
        if (!changes.some(counts)) return;
        seen.disconnect();
        clearTimeout(late);
        resolve((await window.painted()) - began);
      });
      seen.observe(document.querySelector(selector), { subtree: true, childList: true, ...kinds });
      began = performance.now();
      document.querySelector(button).click();
    });
  window.interactions = new Map();
  new PerformanceObserver((list) => {
    for (const { interactionId, duration } of list.getEntries()) {
      if (interactionId) window.interactions.set(interactionId, Math.max(duration, window.interactions.get(interactionId) ?? 0));
    }
  }).observe({ type: 'event', durationThreshold: 16, buffered: true });
}

/** A page of markup that does nothing; how long it took to be painted, and how long a card more takes, in ms. */
export async function plain(browser, markup) {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await page.goto('about:blank');
  await page.evaluate(instruments);
  const mount = await page.evaluate(async (markup) => {
    const began = performance.now();
    document.body.innerHTML = markup;
    return (await window.painted()) - began;
  }, markup);
  const times = [];
  for (let round = 0; round < 10; round += 1) {
    times.push(
      await page.evaluate(async () => {
        const began = performance.now();
        document.querySelector('.card').before(document.querySelector('.card').cloneNode(true));
        return (await window.painted()) - began;
      }),
    );
  }
  return { page, mount, edit: middle(times) };
}

const sorted = (numbers) => [...numbers].sort((a, b) => a - b);
/** The middle of some numbers. */
export const middle = (numbers) => sorted(numbers)[Math.floor(numbers.length / 2)];
/** What 95 of 100 do not exceed. */
export const p95 = (numbers) => sorted(numbers)[Math.max(0, Math.ceil(numbers.length * 0.95) - 1)];

/** What the main thread does in each of some frames, in ms of its own time: in all, and for layout. `step` runs in the page, once a frame. The middle of three runs, or `once` the first. */
export async function perFrame(page, count, step, once = false) {
  const cdp = await page.context().newCDPSession(page);
  // Time that other programs of the machine take is not the page's.
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  const now = async () => Object.fromEntries((await cdp.send('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value * 1000]));
  const frames = (count) =>
    page.evaluate(
      async ([count, step]) => {
        const run = new Function('n', step);
        const times = [];
        let last = performance.now();
        for (let n = 0; n < count; n += 1) {
          run(n);
          await new Promise((resolve) => requestAnimationFrame(resolve));
          times.push(performance.now() - last);
          last = performance.now();
        }
        return times;
      },
      [count, step],
    );
  // The first frame may make a layer.
  await frames(5);
  const runs = [];
  for (let round = 0; round < (once ? 1 : 3); round += 1) {
    const before = await now();
    const times = await frames(count);
    const after = await now();
    runs.push({ task: (after.TaskDuration - before.TaskDuration) / count, layout: (after.LayoutDuration - before.LayoutDuration) / count, p95: p95(times) });
  }
  await cdp.detach();
  return { task: middle(runs.map((run) => run.task)), layout: middle(runs.map((run) => run.layout)), p95: middle(runs.map((run) => run.p95)) };
}

/** One frame of a pan or of a zoom with the wheel, there and back. */
export const wheel = (ctrl) => `const canvas = document.querySelector('[data-testid="canvas"]'); const box = canvas.getBoundingClientRect();
  canvas.dispatchEvent(new WheelEvent('wheel', { deltaY: n % 20 < 10 ? 12 : -12, ctrlKey: ${ctrl}, clientX: box.x + box.width / 2, clientY: box.y + box.height / 2, bubbles: true, cancelable: true }));`;
/** The same in the reference page. */
export const glide = (zoom) => `document.querySelector('#viewport').style.transform = ${zoom} ? \`scale(\${0.2 + (n % 20) / 200})\` : \`translate(0, \${n % 20 * 12}px) scale(.2)\`;`;

/** One frame of a drag of a card. */
export const drag = (id) => `const card = document.querySelector('[data-node="${id}"]');
  window.held ??= card.getBoundingClientRect();
  const send = (type, by) => card.dispatchEvent(new PointerEvent(type, { pointerId: 7, pointerType: 'mouse', isPrimary: true, button: type === 'pointermove' ? -1 : 0, buttons: 1, clientX: window.held.x + 10 + by, clientY: window.held.y + 5 + by, bubbles: true, cancelable: true }));
  if (!window.dragging) { send('pointerdown', 0); window.dragging = true; }
  send('pointermove', 8 + (n % 20) * 4);`;
/** Lets go of the card, which goes back. */
export const letGo = () => {
  document.querySelector('[data-testid="canvas"]').dispatchEvent(new PointerEvent('pointercancel', { pointerId: 7, bubbles: true }));
  delete window.dragging;
  delete window.held;
};
/** The same in the reference page. */
export const slide = `document.querySelector('.card').style.left = \`\${n % 20 * 8}px\`;`;

/** What the page holds, in MiB: objects of the browser's language, and the memory of the program. */
export async function memory(page) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('HeapProfiler.collectGarbage');
  await cdp.send('Performance.enable');
  const { metrics } = await cdp.send('Performance.getMetrics');
  const heap = metrics.find(({ name }) => name === 'JSHeapUsedSize').value;
  const program = await page.evaluate(async () => (await import('/app.js')).initSync().memory.buffer.byteLength);
  await cdp.detach();
  return (heap + program) / 2 ** 20;
}
