// Conflicts on the picture of a proposal: a mark by each, and a box there with both sides to choose from.
import { drawn, standAt } from './above.js';
import { bothSides, placeOf, sideOf } from './conflicts.js';
import { element } from './tools.js';

/** Room between a card and its box, and between the box and the edge of the picture, in pixels. */
const GAP = 14;
/** How much of the drawing is shown around a conflict, in its own units. */
const AROUND = 720;

/** Marks conflicts above a picture. `ground` is what lies above it, `chose` is called when a side was chosen. */
export function marks(ground, picture, chose) {
  let conflicts = [];
  let told = '';
  let shown = null;
  let box = null;
  let buttons = [];
  const open = () => conflicts.filter((one) => !sideOf(one));
  const markOf = (path) => buttons.map(({ shown }) => shown).find((button) => button.dataset.mark === path);

  const settle = (button, place, whole) => {
    if (!place) return standAt(button, GAP + button.offsetWidth / 2, GAP + button.offsetHeight / 2 + Number(button.dataset.row) * 28, whole);
    const card = place.right > place.left;
    return standAt(button, place.right - (card ? 0 : 30), place.top, whole);
  };
  // Below what it is about, or above it where there is more room; within the picture in any case.
  const beside = (panel, place, whole) => {
    const size = { width: panel.offsetWidth, height: panel.offsetHeight };
    // What is drawn nowhere has its mark in the corner, and its box beside that.
    const about = place ?? { left: 76 + size.width / 2, right: 76 + size.width / 2, top: 0, bottom: 0 };
    const middle = (about.left + about.right) / 2;
    const fits = about.bottom + GAP + size.height <= whole.height - GAP || about.top < whole.height - about.bottom;
    const within = (wanted, size, room) => Math.max(GAP, Math.min(wanted, room - size - GAP));
    const left = within(middle - size.width / 2, size.width, whole.width);
    const top = within(fits ? about.bottom + GAP : about.top - GAP - size.height, size.height, whole.height);
    panel.style.left = `${left}px`;
    panel.style.top = `${top}px`;
  };

  const words = (conflict, index) => {
    const side = sideOf(conflict);
    return side ? `✓ ${side === 'ours' ? 'now' : 'proposed'}` : `≠ ${index + 1}`;
  };
  const draw = () => {
    const held = document.activeElement?.dataset.mark;
    picture?.querySelectorAll('.conflict').forEach((found) => found.classList.remove('conflict', 'settled'));
    let row = 0;
    buttons = conflicts.map((conflict, index) => {
      const { at, words: place } = placeOf(conflict);
      const found = at && picture && drawn(picture, at);
      found?.classList.add('conflict');
      found?.classList.toggle('settled', !open().some((one) => placeOf(one).at === at));
      const button = element('button', {
        type: 'button', class: `clash ${sideOf(conflict) ? 'settled' : ''}`, 'data-mark': conflict.path, 'data-row': found ? 0 : (row += 1) - 1,
        'aria-expanded': `${shown === conflict.path}`, 'aria-label': `${words(conflict, index)}, conflict ${index + 1} of ${conflicts.length}, ${place}`, title: place,
        click: () => (shown === conflict.path ? close() : go(conflict)),
      }, words(conflict, index));
      return { shown: button, at: found ? at : 'nothing:', stand: settle };
    });
    ground.put('marks', apart(buttons));
    if (held) markOf(held)?.focus({ preventScroll: true });
  };

  const panel = (conflict) => {
    const index = conflicts.indexOf(conflict);
    const step = (words, testid, by) => element('button', { type: 'button', 'data-testid': testid, 'aria-label': words, title: words, click: () => turn(by) }, by < 0 ? '‹' : '›');
    return element('div', { class: 'conflict-box', role: 'group', 'aria-label': `Conflict ${index + 1} of ${conflicts.length}`, 'data-conflict-box': conflict.path, keydown: (event) => event.key === 'Escape' && close() },
      element('header', {},
        element('h2', {}, `${index + 1} of ${conflicts.length}: ${placeOf(conflict).words}`),
        conflicts.length > 1 && step('Previous conflict', 'conflict-before', -1),
        conflicts.length > 1 && step('Next conflict', 'conflict-after', 1),
        element('button', { type: 'button', 'aria-label': 'Close', title: 'Close', click: close }, '×')),
      ...bothSides(conflict, 'picture', chose));
  };

  const point = (conflict) => {
    shown = conflict?.path ?? null;
    box = conflict ? panel(conflict) : null;
    draw();
    // Apart from the marks: what somebody chooses in is not drawn anew when a mark is.
    ground.put('boxes', conflict ? [{ shown: box, at: placeOf(conflict).at ?? 'nothing:', stand: beside }] : []);
  };
  /** Shows a conflict with both its sides, where it is drawn, and gives it the keyboard. */
  const go = (conflict) => {
    const whole = document.getElementById('mode-both');
    if (whole) whole.checked = true;
    approach(picture, placeOf(conflict).at);
    point(conflict);
    ground.frame?.scrollIntoView({ block: 'nearest' });
    (box.querySelector('input:checked') ?? box.querySelector('input')).focus({ preventScroll: true });
  };
  const turn = (by) => {
    if (!conflicts.length) return;
    const now = conflicts.findIndex((one) => one.path === shown);
    go(conflicts[now < 0 ? (by > 0 ? 0 : conflicts.length - 1) : (now + by + conflicts.length) % conflicts.length]);
  };
  const close = () => {
    const last = shown;
    point(null);
    markOf(last)?.focus({ preventScroll: true });
  };

  return {
    /** What the conflicts are now. The first that nobody has chosen for is opened, unless it was shown before. */
    show(fresh) {
      const now = JSON.stringify(fresh);
      if (now === told) return draw();
      [conflicts, told] = [fresh, now];
      return point(conflicts.find((one) => one.path === shown) ?? open()[0] ?? null);
    },
    next: () => turn(1),
    previous: () => turn(-1),
    go,
  };
}

/** Several marks of the same place stand beside each other. */
function apart(buttons) {
  const seen = new Map();
  return buttons.map((one) => {
    const before = seen.get(one.at) ?? 0;
    seen.set(one.at, before + 1);
    if (!before || one.at === 'nothing:') return one;
    return { ...one, stand: (button, place, whole) => one.stand(button, place && { ...place, top: place.top + before * 28 }, whole) };
  });
}

/** Moves the picture so that something lies in its upper part, with room for a box below it. */
function approach(picture, at) {
  const found = at && picture && drawn(picture, at);
  if (!found) return;
  const box = found.getBBox();
  const { e, f } = found.transform.baseVal.consolidate()?.matrix ?? { e: 0, f: 0 };
  const seen = picture.getBoundingClientRect();
  const width = Math.max(AROUND, box.width * 1.4);
  const height = seen.width ? (width * seen.height) / seen.width : width / 2;
  const [x, y] = [box.x + e + box.width / 2, box.y + f];
  picture.setAttribute('viewBox', [x - width / 2, y - height * 0.16, width, height].join(' '));
}
