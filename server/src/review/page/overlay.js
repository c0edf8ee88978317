// Going through the changes in the picture, by key and by click.
import { lines } from './lines.js';
import { element } from './tools.js';

/** Makes the pictures below `root` answer. `pick` is told what was clicked: `node:orders`, a point of the canvas, or a line of a file. */
export function overlay(root, pick) {
  const pictures = [...root.querySelectorAll('.picture, .side')];
  const links = [...root.querySelectorAll('.changes a')];
  const whole = pictures[0]?.getAttribute('viewBox');
  const count = element('span', { 'data-testid': 'step', role: 'status' }, links.length === 1 ? '1 change' : `${links.length} changes`);
  // What is below `root` may be drawn anew, and `root` stays.
  const over = new AbortController();
  const { signal } = over;
  const files = lines(root, signal);
  let now = -1;
  slider(root);

  const look = (view) => pictures.forEach((picture) => picture.setAttribute('viewBox', view));
  // Lights something up in each picture that has it, and goes there by the one that is seen.
  const light = (subject) => {
    root.querySelectorAll('.current[data-subject]').forEach((lit) => lit.classList.remove('current'));
    const drawn = pictures.flatMap((picture) => [...picture.querySelectorAll(`[data-subject="${CSS.escape(subject ?? '')}"]`)]);
    drawn.forEach((target) => target.classList.add('current'));
    const target = drawn.find((found) => found.getClientRects().length);
    if (!target) return;
    const box = target.getBBox();
    const place = target.transform.baseVal.consolidate()?.matrix ?? { e: 0, f: 0 };
    const room = 160;
    look([box.x + place.e - room, box.y + place.f - room, box.width + 2 * room, box.height + 2 * room].join(' '));
  };
  const go = (step) => {
    if (!links.length) return;
    now = (now + step + links.length) % links.length;
    links.forEach((link, index) => link.parentElement.classList.toggle('current', index === now));
    links[now].scrollIntoView({ block: 'nearest' });
    const subject = links[now].hash.slice(1).replace('-', ':');
    light(subject);
    files.of(subject);
    if (/^(node|edge|boundary):/.test(subject)) pick({ subject, softly: true });
    count.textContent = `${now + 1} of ${links.length}`;
  };
  const all = () => {
    light(null);
    if (whole) look(whole);
  };
  const step = (words, testid, work, label) => element('button', { type: 'button', 'data-testid': testid, 'aria-label': label, title: label, click: work }, words);
  const steps = element('div', { class: 'steps' },
    step('‹', 'previous', () => go(-1), 'Previous change'), count, step('›', 'next', () => go(1), 'Next change'), step('Show all', 'all', all), files.button);
  root.querySelector('.modes')?.after(steps);

  links.forEach((link, index) =>
    link.addEventListener('click', (event) => {
      event.preventDefault();
      now = index - 1;
      go(1);
    }));
  for (const picture of pictures) {
    picture.addEventListener('click', (event) => {
      const found = event.target.closest('[data-subject]');
      if (found) {
        files.of(found.dataset.subject);
        return pick({ subject: found.dataset.subject });
      }
      const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(picture.getScreenCTM().inverse());
      pick({ point: [Math.round(place.x), Math.round(place.y)] });
    });
  }
  root.addEventListener('click', (event) => {
    const finding = event.target.closest('.findings [data-key]');
    if (finding) return pick({ finding: finding.dataset.key });
    const row = event.target.closest('.lines tr');
    if (!row) return;
    const words = (row.dataset.subjects ?? '').split(' ');
    const ids = words.map((word) => word.replace(/^\/nodes\/([^/]+).*/, 'node:$1').replace(/^\/edges\/([^/]+).*/, 'edge:$1'));
    const shown = ids.find((id) => document.getElementById(id.replace(':', '-')));
    if (shown) light(shown);
    const line = Number(row.children[1].textContent);
    if (line) pick({ path: row.closest('details').dataset.file, line });
  }, { signal });
  // The next way to look at both.
  const another = () => {
    const ways = [...root.querySelectorAll('.modes input[type="radio"]')];
    const shown = ways.findIndex((way) => way.checked);
    if (ways.length) ways[(shown + 1) % ways.length].checked = true;
  };
  const keys = (event) => {
    const typing = event.target.closest('input[type="text"], textarea, select');
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'j' || event.key === ']') go(1);
    else if (event.key === 'k' || event.key === '[') go(-1);
    else if (event.key === '0') all();
    else if (event.key.toLowerCase() === 'd') another();
  };
  document.addEventListener('keydown', keys, { signal });
  return { end: () => over.abort() };
}

/** One side over the other, with a cut to move between them: by pointer and by the keys of any slider. */
function slider(root) {
  const sides = root.querySelector('.sides');
  if (!sides) return;
  const radio = element('input', { type: 'radio', name: 'mode', id: 'mode-slider' });
  root.querySelector('#mode-sides').parentElement.after(element('label', {}, radio, ' Slider'));
  const cut = element('input', {
    type: 'range', class: 'cut', min: 0, max: 100, value: 50, 'data-testid': 'cut', 'aria-label': 'How much is shown as it was before, in percent',
    input: () => sides.style.setProperty('--cut', `${cut.value}%`),
  });
  sides.before(cut);
}
