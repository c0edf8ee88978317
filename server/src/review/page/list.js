// The proposals of a topology, and the way to a new one.
import { ask, at, button, element, field, moment, topology } from './tools.js';

export async function list() {
  document.title = 'Proposals – Groundplan';
  at('title').textContent = 'Proposals';
  const { proposals, required, owners, alone } = await ask('GET', '/proposals');
  const title = field('Title', { maxlength: 120, required: true, 'data-testid': 'new-title' });
  const why = field('Why', { maxlength: 16384, 'data-testid': 'new-why' }, 'textarea');
  const make = button('Propose a change', { class: 'primary', 'data-testid': 'propose' }, async () => {
    const made = await ask('POST', '/proposals', { title: title.input.value, description: why.input.value });
    location.href = `/t/${encodeURIComponent(made.head)}`;
  });
  const entry = (one) =>
    element('li', { 'data-proposal': one.number },
      element('a', { href: `/review/${encodeURIComponent(topology)}/${one.number}` }, `#${one.number} ${one.title}`), ' ',
      element('span', { class: 'badge' }, one.state.replace('-', ' ')),
      element('p', { class: 'quiet' }, `${one.author_name}, ${moment(one.updated)}`));
  at('main').replaceChildren(
    element('section', {},
      element('h2', {}, 'A new proposal'),
      element('p', { class: 'quiet' }, 'It begins with the topology as it is now, and is edited apart from it.'),
      element('form', {}, title.label, why.label, element('div', { class: 'row' }, make))),
    element('section', {},
      element('h2', {}, 'Proposals'),
      proposals.length ? element('ul', { class: 'proposals' }, ...proposals.map(entry)) : element('p', { class: 'quiet' }, 'None yet.')),
    element('section', {},
      element('h2', {}, 'What a merge needs'),
      element('p', {}, needs(required, alone)),
      owners.length > 0 && element('ul', {}, ...owners.map((one) => {
        const [[kind, of]] = Object.entries(one.of);
        return element('li', {}, `What changes ${kind} ${of}: ${one.people.join(' or ')}`);
      }))),
    element('section', {},
      element('h2', {}, 'History'),
      element('p', {}, element('a', { href: `/history/${encodeURIComponent(topology)}`, 'data-testid': 'history' }, 'Revisions, their names, and the way back'))));
}

/** How many approvals are needed, and why none is where nobody could give one. */
export function needs(required, alone) {
  if (required > 0) return `${required} ${required === 1 ? 'approval' : 'approvals'} by others than the author.`;
  return alone
    ? 'No approval: you are the only one here, and nobody approves a proposal of one’s own. With accounts, one approval is needed.'
    : 'No approval: an owner said so.';
}
