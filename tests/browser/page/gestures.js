// Within the page: gestures by pointer and by keyboard, chosen by chance. The same seed makes the same gestures.
(() => {
  const { model } = window;

  /** Numbers from 0 to 1, the same for the same seed (mulberry32). */
  const chance = (seed) => () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  let random = chance(1);
  const below = (count) => Math.floor(random() * count);
  const one = (all) => all[below(all.length)];

  const canvas = () => document.querySelector('[data-testid="canvas"]');
  const channel = new MessageChannel();
  const waiting = [];
  channel.port1.onmessage = () => waiting.shift()();
  /** Lets everything run that is due. Faster than a timer. */
  const tick = () => new Promise((resolve) => { waiting.push(resolve); channel.port2.postMessage(0); });

  const point = (x, y, more = {}) => ({ bubbles: true, cancelable: true, composed: true, clientX: x, clientY: y, pointerId: 1, pointerType: 'mouse', isPrimary: true, ...more });
  const fire = (target, type, x, y, more) => target.dispatchEvent(new PointerEvent(type, point(x, y, { button: 0, buttons: type === 'pointerup' ? 0 : 1, ...more })));
  const key = (name, more = {}) => {
    const code = /^[a-z]$/i.test(name) ? `Key${name.toUpperCase()}` : name;
    const target = document.activeElement && document.activeElement !== document.body ? document.activeElement : canvas();
    target.dispatchEvent(new KeyboardEvent('keydown', { key: name, code, bubbles: true, cancelable: true, composed: true, ...more }));
    target.dispatchEvent(new KeyboardEvent('keyup', { key: name, code, bubbles: true, composed: true, ...more }));
  };
  const middle = (element) => {
    const box = element.getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
  };
  const within = (element) => {
    const box = element.getBoundingClientRect();
    return [box.x + 8 + random() * (box.width - 16), box.y + 8 + random() * (box.height - 16)];
  };
  const spot = () => within(canvas());
  const under = (x, y) => document.elementFromPoint(x, y) ?? canvas();
  const cards = () => [...document.querySelectorAll('.node')].filter((card) => canvas().contains(under(...middle(card))) && under(...middle(card)).closest('.node') === card);

  const drag = async (target, from, to, more = {}) => {
    fire(target, 'pointerdown', ...from, more);
    await tick();
    for (let step = 1; step <= 3; step += 1) {
      fire(canvas(), 'pointermove', from[0] + ((to[0] - from[0]) * step) / 3, from[1] + ((to[1] - from[1]) * step) / 3, more);
      await tick();
    }
    if (random() < 0.12) {
      key('Escape');
      await tick();
      fire(canvas(), 'pointerup', ...to, more);
      return 'called off';
    }
    fire(canvas(), 'pointerup', ...to, more);
    await tick();
    return '';
  };
  const click = async (x, y, more) => {
    const target = under(x, y);
    fire(target, 'pointerdown', x, y, more);
    await tick();
    fire(target, 'pointerup', x, y, more);
    await tick();
  };
  /** Answers the field for a title, if one is open. */
  const title = async () => {
    await tick();
    const field = document.querySelector('input.rename');
    if (!field) return;
    if (random() < 0.5) {
      field.value = `${one(['Orders', 'Mail', 'Stock', 'Books', 'Größe', '注文', 'a "b" <c>'])} ${below(30)}`;
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    } else {
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }));
    }
    await tick();
  };
  /** Answers the list to choose from, if one is open. */
  const choose = async (text = '') => {
    await tick();
    const field = document.querySelector('[data-testid="chooser"] input');
    if (!field) return;
    field.value = text;
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await tick();
    for (let index = text ? 0 : below(8); index > 0; index -= 1) field.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true, cancelable: true }));
    field.dispatchEvent(new KeyboardEvent('keydown', { key: random() < 0.15 ? 'Escape' : 'Enter', bubbles: true, cancelable: true }));
    await tick();
    if (document.querySelector('[data-testid="chooser"] input')) key('Escape');
    await tick();
  };
  const command = async (name) => {
    key('k', { ctrlKey: true });
    await choose(name);
  };
  const arrow = () => one(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown']);

  /** What can be done, and how often. */
  const GESTURES = {
    select: [10, async () => { const card = one(cards()); if (card) await click(...middle(card), { shiftKey: random() < 0.4 }); }],
    nothing: [3, async () => click(...spot())],
    move: [14, async () => { const card = one(cards()); if (card) { const from = middle(card); return drag(under(...from), from, spot()); } }],
    copy: [2, async () => { const card = one(cards()); if (card) { const from = middle(card); return drag(under(...from), from, spot(), { altKey: true }); } }],
    marquee: [6, async () => { const from = spot(); if (under(...from).closest('.node, .boundary-tab, [data-ui], path, .edge-label')) return; return drag(canvas(), from, spot(), { shiftKey: random() < 0.3 }); }],
    connect: [8, async () => {
      const handle = one([...document.querySelectorAll('.node.selected .handle')]);
      const to = one(cards());
      if (!handle || !to) return;
      const told = await drag(handle, middle(handle), random() < 0.85 ? middle(to) : spot());
      await choose();
      await title();
      return told;
    }],
    reconnect: [2, async () => { const end = one([...document.querySelectorAll('.edge-end')]); const to = one(cards()); if (end && to) return drag(end, middle(end), middle(to)); }],
    edge: [3, async () => { const label = one([...document.querySelectorAll('.edge-label > span')]); if (label) await click(...middle(label)); }],
    resize: [2, async () => { const grip = one([...document.querySelectorAll('.corner-grip')]); if (grip) { const from = middle(grip); return drag(grip, from, [from[0] + below(160) - 80, from[1] + below(160) - 80]); } }],
    boundary: [2, async () => { const tab = one([...document.querySelectorAll('.boundary-tab > span')]); if (tab) { const from = middle(tab); return drag(tab, from, spot()); } }],
    enclose: [1, async () => { key('f'); await tick(); const told = await drag(canvas(), spot(), spot()); if (told) key('v'); await title(); return told; }],
    fold: [1, async () => { const fold = one([...document.querySelectorAll('.boundary-fold')]); if (fold) fold.click(); }],
    unfold: [3, async () => { const card = one([...document.querySelectorAll('.node.folded')]); if (card) card.dispatchEvent(new MouseEvent('dblclick', point(...middle(card)))); }],
    add: [5, async () => { if (document.querySelectorAll('.node').length > 24) return; key('n'); await choose(); await title(); }],
    double: [1, async () => { const [x, y] = spot(); const target = under(x, y); if (!canvas().contains(target) || target.closest('[data-ui]')) return; target.dispatchEvent(new MouseEvent('dblclick', point(x, y))); await choose(); await title(); }],
    nudge: [8, async () => key(arrow(), one([{}, { shiftKey: true }, { altKey: true }]))],
    go: [3, async () => key(arrow(), { ctrlKey: true })],
    tab: [3, async () => { canvas().focus(); key('Tab', { shiftKey: random() < 0.3 }); }],
    all: [1, async () => key('a', { ctrlKey: true })],
    duplicate: [2, async () => { if (document.querySelectorAll('.node').length < 20) key('d', { ctrlKey: true }); }],
    remove: [4, async () => { if (document.querySelectorAll('.node.selected').length < 6) key('Delete'); }],
    group: [2, async () => { key('g', { ctrlKey: true }); await title(); }],
    ungroup: [2, async () => key('G', { ctrlKey: true, shiftKey: true })],
    lock: [2, async () => key('L', { ctrlKey: true, shiftKey: true })],
    rename: [2, async () => { key('F2'); await title(); }],
    align: [2, async () => command(one(['align left', 'align middles', 'distribute across', 'distribute down']))],
    zoom: [2, async () => canvas().dispatchEvent(new WheelEvent('wheel', point(...spot(), { deltaY: below(200) - 100, ctrlKey: true })))],
    fit: [3, async () => key('!', { code: 'Digit1', shiftKey: true })],
    undo: [14, async () => { model.direction = 'undo'; model.expected = model.past.pop(); key('z', { ctrlKey: true }); }],
    redo: [8, async () => { model.direction = 'redo'; model.expected = model.future.pop(); key('y', { ctrlKey: true }); }],
    escape: [2, async () => key('Escape')],
  };
  const names = Object.entries(GESTURES).flatMap(([name, [weight]]) => Array(weight).fill(name));

  const settled = async () => {
    const began = performance.now();
    await tick();
    while (model.pending.size > 0) {
      // Answers come by the network, which has to have its turn.
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (performance.now() - began > 10_000) throw new Error(`no answer to ${[...model.pending]}`);
    }
    // What the answer changes on the screen comes with the next turn.
    await tick();
    await tick();
  };

  /** Makes gestures from a seed; tells the first one after which screen and document differ. */
  window.gestures = async (seed, count) => {
    random = chance(seed);
    const done = {};
    const last = [];
    for (let index = 0; index < count; index += 1) {
      const name = one(names);
      Object.assign(model, { direction: 'do', expected: undefined });
      const before = model.revision;
      let told;
      try {
        told = await GESTURES[name][1]();
        await settled();
      } catch (error) {
        return { done, failed: { index, name, last, faults: [String(error)] } };
      }
      done[name] = (done[name] ?? 0) + 1;
      last.push(told ? `${name} (${told})` : name);
      if (last.length > 12) last.shift();
      const faults = model.compare();
      if (told === 'called off' && model.revision !== before) faults.push('a gesture that was called off made an edit');
      if (model.expected !== undefined && model.text() !== model.expected) faults.push(`${name} does not bring back what was: ${model.text()} instead of ${model.expected}`);
      if (faults.length > 0) return { done, failed: { index, name, last, faults } };
    }
    return { done, document: model.text(), revision: model.revision };
  };
})();
