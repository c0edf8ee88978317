// The revisions of a topology: named, compared, looked at, said again.
import { beside } from './beside.js';
import { overlay } from './overlay.js';
import { ask, at, button, element, entitle, field, moment, topology } from './tools.js';

/** How many revisions are listed beside the named ones. */
const SHOWN = 50;

let shown;

export async function history() {
  entitle('History', `The last ${SHOWN} revisions, and those with a name. Restoring says again what a revision said, as a new one that can be undone.`);
  const { revision: last } = await ask('GET', '');
  const [versions, rows] = await Promise.all([
    ask('GET', '/versions'),
    ask('GET', `/log?after=${Math.max(0, last - SHOWN)}`),
  ]);
  const named = new Map(versions.map((one) => [one.revision, one]));
  const known = new Map(rows.map((row) => [row.revision, row]));
  const all = [...new Set([last, ...known.keys(), ...named.keys(), 0])].sort((a, b) => b - a);
  const from = choice('from', 'From', all, all[1] ?? last, named);
  const to = choice('to', 'To', all, last, named);
  const compare = button('Compare', { class: 'primary', 'data-testid': 'compare' }, () => difference(from.input.value, to.input.value));
  const look = (revision) => {
    from.input.value = revision;
    to.input.value = last;
    return difference(revision, last);
  };
  at('main').replaceChildren(
    element('section', {},
      element('h2', {}, 'Compare two revisions'),
      element('form', { class: 'row between' }, from.label, to.label, compare)),
    element('div', { id: 'difference' }),
    element('section', {},
      element('h2', {}, 'Revisions'),
      element('ul', { class: 'proposals revisions' }, ...all.map((revision) => entry(revision, last, known.get(revision), named.get(revision), look)))));
  await beside();
}

/** A choice between revisions. */
function choice(id, words, all, chosen, named) {
  const { input, label } = field(words, { 'data-testid': id }, 'select');
  const says = (revision) => (named.has(revision) ? `${revision} · ${named.get(revision).name}` : `${revision}`);
  input.append(...all.map((revision) => element('option', { value: revision, selected: revision === chosen }, says(revision))));
  return { input, label };
}

/** One revision, and what can be done with it. */
function entry(revision, last, row, version, look) {
  const name = element('input', { type: 'text', maxlength: 120, value: version?.name ?? '', 'aria-label': `Name of revision ${revision}`, placeholder: 'Before the migration', 'data-testid': 'version-name' });
  const keep = button('Keep', { class: 'primary', 'data-testid': 'name-version' }, async () => {
    await ask('PUT', `/versions/${revision}`, { name: name.value });
    await history();
  });
  const forget = version && button('Take the name away', {}, async () => {
    await ask('DELETE', `/versions/${revision}`, {});
    await history();
  });
  const naming = element('form', { class: 'row naming', hidden: true, submit: (event) => { event.preventDefault(); keep.click(); } }, name, keep, forget);
  const open = element('button', { type: 'button', 'aria-expanded': 'false', 'aria-label': `${version ? 'Rename' : 'Name'} revision ${revision}`, 'data-testid': 'open-naming',
    click: () => {
      naming.hidden = !naming.hidden;
      open.setAttribute('aria-expanded', `${!naming.hidden}`);
      if (!naming.hidden) name.focus();
    } }, version ? 'Rename' : 'Name');
  const old = revision !== last;
  const compare = old && button('Compare with now', {}, () => look(revision));
  const restore = old && button('Restore', { 'data-testid': 'restore' }, async () => {
    await ask('POST', `/revisions/${revision}/restore`, {});
    await history();
  });
  const begin = revision === 0 ? 'where it began' : null;
  const said = row ? `${row.actor === 'local' ? 'You' : row.actor}, ${moment(row.time)}, ${row.changes.length === 1 ? '1 place' : `${row.changes.length} places`}` : begin;
  return element('li', { id: `revision-${revision}`, 'data-revision': revision },
    element('div', { class: 'revision' },
      element('div', { class: 'grow' },
        element('p', {}, element('strong', {}, version ? version.name : `Revision ${revision}`), version && element('span', { class: 'quiet' }, ` Revision ${revision}`), !old && element('span', { class: 'badge' }, 'now')),
        said && element('p', { class: 'quiet' }, said)),
      element('div', { class: 'row' }, open, compare, restore)),
    naming);
}

/** Shows what lies between two revisions. */
async function difference(from, to) {
  const part = await ask('GET', `/comparison?from=${from}&to=${to}&format=part`);
  const place = at('difference');
  shown?.end();
  // The server escaped everything in it that people wrote.
  place.innerHTML = part;
  shown = overlay(place, () => {});
  place.scrollIntoView({ block: 'start' });
}
