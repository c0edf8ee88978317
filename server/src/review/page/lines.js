// Lines of generated files: those that speak of something in the picture, and each of them within reach of the keys.
import { element } from './tools.js';

const COLLECTIONS = { node: 'nodes', edge: 'edges', boundary: 'boundaries' };

/** A button that leads to the lines of what was picked last, and how to tell it that. It listens until `signal` says that it is over. */
export function lines(root, signal) {
  reachable(root, signal);
  const rows = [...root.querySelectorAll('.lines tr[data-subjects]')];
  let found = [];
  const open = () => {
    for (const row of found) row.closest('details').open = true;
    found[0]?.scrollIntoView({ block: 'center' });
  };
  const button = element('button', { type: 'button', 'data-testid': 'lines', hidden: true, click: open });
  return {
    button,
    /** Marks the lines that speak of `node:orders`; of nothing where it is nothing that files speak of. */
    of(subject) {
      const [kind, id] = [subject.slice(0, subject.indexOf(':')), subject.slice(subject.indexOf(':') + 1)];
      const part = COLLECTIONS[kind] && `/${COLLECTIONS[kind]}/${id}/`;
      found = part ? rows.filter((row) => row.dataset.subjects.split(' ').some((place) => `${place}/`.includes(part))) : [];
      for (const row of root.querySelectorAll('.lines tr.of')) row.classList.remove('of');
      for (const row of found) row.classList.add('of');
      const files = new Set(found.map((row) => row.closest('details'))).size;
      button.hidden = !found.length;
      button.textContent = `${found.length} ${found.length === 1 ? 'line' : 'lines'} of ${files} ${files === 1 ? 'file' : 'files'}`;
    },
  };
}

/** Makes the numbers of a file's lines buttons once it is opened. Tab comes to one of them; arrows, Home and End go on from there. */
function reachable(root, signal) {
  const stop = (all, wanted) => {
    for (const button of all) button.tabIndex = button === wanted ? 0 : -1;
  };
  const opened = ({ target }) => {
    if (!target.open || target.querySelector('.lines button')) return;
    for (const row of target.querySelectorAll('.lines tr')) {
      const cell = row.children[1];
      const line = cell.textContent;
      if (line) cell.replaceChildren(element('button', { type: 'button', tabindex: -1, 'aria-label': `Line ${line}` }, line));
    }
    stop(target.querySelectorAll('.lines button'), target.querySelector('.lines button'));
  };
  // It does not bubble.
  root.addEventListener('toggle', opened, { capture: true, signal });
  root.addEventListener('keydown', (event) => {
    const here = event.target.closest('.lines button');
    if (!here) return;
    const all = [...here.closest('.lines').querySelectorAll('button')];
    const next = { ArrowDown: all[all.indexOf(here) + 1], ArrowUp: all[all.indexOf(here) - 1], Home: all[0], End: all.at(-1) }[event.key];
    if (!next) return;
    event.preventDefault();
    stop(all, next);
    next.focus();
  }, { signal });
}
