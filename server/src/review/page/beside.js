// What else there is of the topology, at the left: its proposals, and the revisions that have a name.
import { at, element, number, request, stage, topology } from './tools.js';

export async function beside() {
  const id = encodeURIComponent(topology);
  const about = (path) => request('GET', `/api/topologies/${id}${path}`, undefined, true);
  let proposals, versions;
  try {
    [{ proposals }, versions] = await Promise.all([about('/proposals'), about('/versions')]);
  } catch {
    // Whoever was given this page alone is not told of others.
    return;
  }
  const link = (href, current, ...words) => element('li', {}, element('a', { href, 'aria-current': current && 'page' }, ...words));
  const list = (title, none, rows) => [element('h2', {}, title), rows.length ? element('ul', {}, ...rows) : element('p', { class: 'quiet' }, none)];
  at('beside').replaceChildren(
    ...list('Proposals', 'None yet.', proposals.map((one) =>
      link(`/review/${id}/${one.number}`, `${one.number}` === number, `#${one.number} ${one.title}`, element('span', { class: 'quiet' }, stage(one.state))))),
    ...list('Versions', 'A revision that is given a name in the history is listed here.', versions.map((one) =>
      link(`/history/${id}#revision-${one.revision}`, false, one.name, element('span', { class: 'quiet' }, `Revision ${one.revision}`)))));
  at('beside').hidden = false;
}
