// A thread as people read it and answer in it: beside the proposal, and on the canvas.
import { mentions } from './mention.js';
import { ask, button, element, field, moment, where } from './tools.js';

/** Whether something can still be decided about a proposal. */
export const isOpen = (detail) => !['merged', 'closed'].includes(detail.stage);

/** What a thread hangs on, in words. */
export function named(about) {
  if (about === 'whole') return 'the whole proposal';
  const [[kind, value]] = Object.entries(about);
  if (kind === 'line') return `${value.path}, line ${value.line}`;
  return kind === 'point' ? 'a place on the canvas' : `${kind} ${value}`;
}

/** What of the drawing a thread hangs on: `node:orders`, `point:4,7`; nothing where it hangs on no part of it. */
export function spot(about) {
  if (about === 'whole') return null;
  const [[kind, value]] = Object.entries(about);
  if (['node', 'edge', 'boundary'].includes(kind)) return `${kind}:${value}`;
  if (kind === 'point') return `point:${value.join(',')}`;
  const found = kind === 'field' && value.match(/^\/(node|edge|boundarie)s\/([^/]+)/);
  return found ? `${found[1].replace('boundarie', 'boundary')}:${found[2]}` : null;
}

/** What is said of one place of the drawing: how much, and whether somebody waits for an answer. */
export function spots(threads) {
  const found = new Map();
  for (const thread of threads) {
    const at = spot(thread.about);
    if (at === null) continue;
    const place = found.get(at) ?? { at, about: thread.about, threads: [], comments: 0, open: 0 };
    place.threads.push(thread);
    place.comments += thread.comments.length;
    place.open += thread.resolved_by === null ? 1 : 0;
    found.set(at, place);
  }
  return [...found.values()];
}

/** The button that stands for what is said of a place. */
export function pin({ at, about, comments, open }, pressed) {
  const count = `${comments} ${comments === 1 ? 'comment' : 'comments'}`;
  const words = `${count} on ${named(about)}${open ? '' : ', resolved'}`;
  return element('button', { type: 'button', class: `pin ${open ? '' : 'settled'}`, 'data-pin': at, 'aria-label': words, title: words, click: pressed }, open ? `${comments}` : '✓');
}

/** One thread, with the field for an answer. `again` draws everything anew. */
export function thread(one, { path, detail, again }) {
  const settled = one.resolved_by !== null;
  const marks = [settled ? 'resolved' : null, one.gone ? 'its subject is gone' : one.outdated ? 'outdated' : null].filter(Boolean);
  const answer = field('Answer', { maxlength: 16384, 'aria-label': 'Answer' }, 'textarea');
  mentions(answer.input, () => detail);
  const place = `${path}/threads/${one.number}`;
  return element('div', { class: `thread ${settled ? 'settled' : ''}`, id: `thread-${one.number}`, 'data-thread': one.number },
    element('p', { class: 'row' }, element('b', {}, named(one.about)), link(one), ...marks.map((mark) => element('span', { class: 'badge' }, mark))),
    ...one.comments.flatMap((comment) => remark(one, comment, { path, detail, again })),
    element('form', {}, answer.label,
      element('div', { class: 'row' },
        button('Answer', {}, async () => { await ask('POST', `${place}/comments`, { body: answer.input.value }); answer.input.value = ''; await again(); }),
        button(settled ? 'Open again' : 'Resolve', { 'data-testid': 'resolve' }, async () => { await ask('PATCH', place, { resolved: !settled }); await again(); }))));
}

/** The address of a thread, to be given to somebody. */
function link({ number }) {
  const { topology, number: proposal } = where();
  const href = `/review/${encodeURIComponent(topology)}/${proposal}#thread-${number}`;
  return element('a', { class: 'quiet', href, title: 'The address of this thread', 'aria-label': `Thread ${number}, its address` }, `#${number}`);
}

function remark(thread, comment, { path, detail, again }) {
  const parts = [
    element('p', { class: 'quiet' }, `${comment.author_name}, ${moment(comment.time)}`),
    element('p', { class: 'said' }, comment.body),
  ];
  if (comment.edits) {
    const lines = (comment.preview ?? []).flatMap((change) => [
      change.before === undefined ? null : element('code', { class: 'minus' }, `− ${change.path}: ${JSON.stringify(change.before)}`),
      change.after === undefined ? null : element('code', { class: 'plus' }, `+ ${change.path}: ${JSON.stringify(change.after)}`),
    ]);
    const apply = button('Apply', { class: 'primary', 'data-testid': 'apply' }, async () => {
      await ask('POST', `${path}/threads/${thread.number}/comments/${comment.number}/apply`, {});
      await again();
    });
    const end = comment.applied_by ? element('p', { class: 'quiet' }, `Applied as revision ${comment.applied_revision}, by ${comment.applied_by}`)
      : comment.preview ? isOpen(detail) && apply : element('p', { class: 'quiet' }, 'It does not fit any more.');
    parts.push(element('div', { class: 'suggestion' }, ...lines), end);
  }
  return parts.filter(Boolean);
}
