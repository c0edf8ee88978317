// From something in the picture to the lines of generated files that speak of it.
import { element } from './tools.js';

const COLLECTIONS = { node: 'nodes', edge: 'edges', boundary: 'boundaries' };

/** A button that leads to the lines of what was picked last, and how to tell it that. */
export function lines(root) {
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
