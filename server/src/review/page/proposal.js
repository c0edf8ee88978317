// One proposal: what it means, what is said, what is decided.
import { above } from './above.js';
import { beside } from './beside.js';
import { bothSides, choices, level, placeOf, sideOf } from './conflicts.js';
import { needs } from './list.js';
import { marks } from './marks.js';
import { mentions } from './mention.js';
import { overlay } from './overlay.js';
import { pins } from './pins.js';
import { isOpen, named, thread } from './threads.js';
import { ask, at, button, element, field, number, trouble } from './tools.js';

const path = `/proposals/${number}`;
let detail;
let about = 'whole';
let shownHead = '';
let shownOverlay;
let shownPins;
let shownMarks;

export async function proposal() {
  detail = await ask('GET', path);
  draw();
  await Promise.all([compare(), beside()]);
  document.addEventListener('keydown', keys);
  follow();
  window.addEventListener('hashchange', follow);
  // Others work on it too. What is being typed stays: only what was told anew is drawn.
  setInterval(async () => {
    if (document.hidden) return;
    try {
      const fresh = await ask('GET', path);
      if (JSON.stringify(fresh) === JSON.stringify(detail)) return;
      detail = fresh;
      draw();
      await compare();
    } catch (error) {
      trouble(error);
    }
  }, 5000);
}

async function again() {
  detail = await ask('GET', path);
  draw();
  await Promise.all([compare(), beside()]);
}

/** Fetches what the proposal means, where that is not what is shown. */
async function compare() {
  const head = `${detail.head_revision}`;
  if (head === shownHead) return;
  shownHead = head;
  const part = await ask('GET', `${path}/comparison?format=part`);
  const main = at('main');
  // The server escaped everything in it that people wrote.
  main.innerHTML = part;
  shownOverlay?.end();
  shownOverlay = overlay(main, picked);
  const picture = main.querySelector('.picture');
  const ground = above(picture);
  shownPins = pins(ground, (number) => seek(`thread-${number}`));
  shownPins.show(detail.threads);
  shownMarks = marks(ground, picture, draw);
  shownMarks.show(detail.conflicts);
}

/** Brings what the address names into sight: a thread, or a finding. */
function follow() {
  document.querySelector('.linked')?.classList.remove('linked');
  let named = location.hash.slice(1);
  try {
    named = decodeURIComponent(named);
  } catch {
    // It is no text that was written here, and so leads nowhere.
  }
  const [, kind, which] = named.match(/^(thread|finding)-(.+)$/) ?? [];
  if (!kind) return;
  const found = at(named);
  trouble(found ? null : `The address leads to ${kind} ${which}, which is not here: it may be gone, or may never have been part of this proposal`);
  if (!found) return;
  found.classList.add('linked');
  found.scrollIntoView({ block: 'center' });
  if (kind === 'finding') picked({ finding: which });
}

/** Brings a part of the conversation into sight and gives it the keyboard. */
function seek(id) {
  const found = at(id);
  found?.scrollIntoView({ block: 'center' });
  found?.querySelector('textarea')?.focus({ preventScroll: true });
}

/** C begins a comment on what was picked last; N and P go through what changed on both sides. */
function keys(event) {
  const typing = event.target.closest('input:not([type="radio"], [type="checkbox"]), textarea, select');
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const work = { c: () => seek('writer'), n: () => shownMarks?.next(), p: () => shownMarks?.previous() }[event.key.toLowerCase()];
  if (!work) return;
  event.preventDefault();
  work();
}

/** What is talked about next. Whoever only looks around (`softly`) changes nothing about a comment that was begun. */
function picked({ subject, path, line, point, finding, softly }) {
  if (softly && at('writer').querySelector('textarea').value) return;
  if (point) {
    about = { point };
  } else if (finding) {
    about = { finding };
  } else if (subject) {
    const [kind, ...rest] = subject.split(':');
    about = { [kind]: rest.join(':') };
  } else {
    about = { line: { path, line } };
  }
  tell();
}

/** Says what is talked about next. A field can be named of what has some. */
function tell() {
  at('about').textContent = named(about);
  const field = at('field');
  field.value = '';
  field.parentElement.hidden = !fielded();
}

/** The part of a document that is talked about, as a path; nothing where it has no fields. */
function fielded() {
  const [[kind, id]] = about === 'whole' ? [[]] : Object.entries(about);
  const collection = { node: 'nodes', edge: 'edges', boundary: 'boundaries' }[kind];
  return collection ? `/${collection}/${id}` : null;
}

function draw() {
  document.title = `${detail.title} – Groundplan`;
  at('title').textContent = detail.title;
  at('stage').hidden = false;
  at('stage').textContent = detail.stage.replace('-', ' ');
  at('stage').dataset.stage = detail.stage;
  const edit = at('edit');
  edit.hidden = detail.stage === 'merged' || detail.stage === 'closed';
  edit.href = `/t/${encodeURIComponent(detail.head)}`;
  const side = at('side');
  if (!at('talk')) {
    side.append(
      element('section', { id: 'what' }), element('section', { id: 'todo' }), element('section', { id: 'talk' }), element('section', {}, writer()));
  }
  at('what').replaceChildren(...what());
  const { name, value } = at('todo').contains(document.activeElement) ? document.activeElement : {};
  at('todo').replaceChildren(...todo());
  // Who chooses by the keys goes on where they were.
  if (name) at('todo').querySelector(`input[name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]`)?.focus({ preventScroll: true });
  // An answer that is being written is not drawn over.
  const typing = at('talk').contains(document.activeElement) && document.activeElement.value;
  if (!typing) at('talk').replaceChildren(...talk());
  shownPins?.show(detail.threads);
  shownMarks?.show(detail.conflicts);
  level(detail.conflicts);
}

function what() {
  const merged = detail.merged_revision === null ? '' : `, merged as revision ${detail.merged_revision}`;
  return [
    element('p', { class: 'quiet' }, `Proposed by ${detail.author_name} from revision ${detail.base_revision}${merged}`),
    detail.description ? element('p', { class: 'said' }, detail.description) : null,
  ].filter(Boolean);
}

const open = () => isOpen(detail);

function todo() {
  const parts = [element('h2', {}, open() ? 'Before it merges' : 'Decided')];
  const approvals = detail.approvals.map((one) =>
    element('li', { class: one.dismissed ? '' : 'done' },
      `${one.person_name} approved revision ${one.revision}${one.waivers ? ' and its waivers' : ''}${one.dismissed ? `; no longer: ${one.dismissed}` : ''}`));
  if (!open()) return [...parts, element('ul', { class: 'todo' }, ...approvals), ...lifecycle()];
  const blockers = detail.blockers.map((one) =>
    element('li', { 'data-blocker': one.code }, `${one.message[0].toUpperCase()}${one.message.slice(1)}.`,
      one.about?.length && one.code !== 'conflicts' ? element('p', { class: 'quiet' }, one.about.join(', ')) : null));
  const clear = detail.blockers.length === 0 ? [element('li', { class: 'done', 'data-testid': 'clear' }, 'Nothing stands in the way.')] : [];
  parts.push(element('ul', { class: 'todo' }, ...blockers, ...clear, ...approvals));
  parts.push(element('p', { class: 'quiet' }, needs(detail.required, detail.alone)));
  if (detail.conflicts.length) parts.push(element('p', { class: 'quiet' }, 'N and P go through what changed on both sides, on the picture.'));
  parts.push(...detail.conflicts.map(conflict));
  return [...parts, ...lifecycle()];
}

function conflict(one) {
  const show = button('Show', { 'data-testid': 'show-conflict' }, async () => shownMarks?.go(one));
  return element('fieldset', { class: 'conflict', 'data-conflict': one.path },
    element('legend', {}, placeOf(one).words), ...bothSides(one, 'list', draw), element('div', { class: 'row' }, show));
}

function lifecycle() {
  const state = (words, to, testid) => button(words, { 'data-testid': testid }, async () => { await ask('PATCH', path, { state: to }); await again(); });
  const decide = (words, verdict, attributes) => {
    const waivers = { input: null };
    return button(words, attributes, async () => {
      waivers.input = at('waivers');
      await ask('POST', `${path}/decisions`, { verdict, hash: detail.head_hash, waivers: Boolean(waivers.input?.checked) });
      await again();
    });
  };
  const buttons = [];
  const own = detail.me === detail.author;
  if (detail.stage === 'closed') buttons.push(state('Open again', 'draft', 'reopen'));
  if (detail.stage === 'draft' || detail.stage === 'changes-requested') buttons.push(state('Ask for a review', 'in-review', 'ask-review'));
  const reviewed = ['in-review', 'approved', 'changes-requested'].includes(detail.stage);
  const approving = [];
  if (reviewed && !own) {
    if (detail.blockers.some((one) => one.code === 'waivers')) {
      approving.push(element('label', { class: 'inline' }, element('input', { type: 'checkbox', id: 'waivers' }), 'its waivers too'));
    }
    buttons.push(decide('Approve', 'approve', { 'data-testid': 'approve' }), decide('Ask for changes', 'request-changes', { 'data-testid': 'request-changes' }));
  }
  if (open()) {
    const left = detail.blockers.filter((one) => one.code !== 'conflicts' || detail.conflicts.some((conflict) => !sideOf(conflict)));
    const merge = button('Merge', { class: 'primary', 'data-testid': 'merge' }, async () => {
      await ask('POST', `${path}/merge`, { choices: choices(detail.conflicts) });
      await again();
    });
    merge.disabled = left.length > 0;
    buttons.push(merge, state('Close', 'closed', 'close'));
  }
  return [...approving, element('div', { class: 'row' }, ...buttons)];
}

function talk() {
  const said = detail.threads.map((one) => thread(one, { path, detail, again }));
  return [element('h2', {}, 'Conversation'), ...(said.length ? said : [element('p', { class: 'quiet' }, 'Nothing is said yet.')])];
}

/** Where a comment is written. It stands apart, so that it is never drawn over. */
function writer() {
  const body = field('Comment', { maxlength: 16384, 'data-testid': 'comment' }, 'textarea');
  mentions(body.input, () => detail);
  const of = field('Field of it, if it is about one', { id: 'field', placeholder: 'replicas/min', 'data-testid': 'about-field' });
  of.label.hidden = true;
  const place = field('Place', { placeholder: '/nodes/orders/replicas', 'data-testid': 'suggest-place' });
  const value = field('Value: a text, or JSON; empty takes it away', { 'data-testid': 'suggest-value' });
  const send = button('Comment', { 'data-testid': 'send' }, async () => {
    const edits = place.input.value ? [edit(place.input.value, value.input.value)] : undefined;
    const field = of.input.value.trim().replace(/^\//, '');
    const subject = field && fielded() ? { field: `${fielded()}/${field}` } : about;
    await ask('POST', `${path}/threads`, { about: subject, body: body.input.value, edits });
    for (const input of [body.input, place.input, value.input]) input.value = '';
    about = 'whole';
    tell();
    await again();
  });
  return element('form', { id: 'writer' },
    element('p', {}, 'About ', element('b', { id: 'about', 'data-testid': 'about' }, named(about)), element('span', { class: 'quiet' }, '. Click something in the picture, a place in it, a finding, or a line of a file, to talk about that, or go to a change by J and K; C goes on to write.')),
    of.label, body.label,
    element('details', {}, element('summary', {}, 'Suggest a change'), place.label, value.label),
    element('div', { class: 'row' }, send));
}

function edit(place, text) {
  if (text.trim() === '') return place.split('/').length === 3 ? { op: 'delete', path: place } : { op: 'unset', path: place };
  let value = text;
  try {
    value = JSON.parse(text);
  } catch {
    // It is a text.
  }
  return { op: 'set', path: place, value };
}
