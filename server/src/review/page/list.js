// The proposals of a topology, and the way to a new one.
import { ask, at, button, element, entitle, field, moment, stage, topology } from './tools.js';

export async function list() {
  entitle('Proposals', 'A change is drawn apart from the topology, judged and talked about, and merged when nothing stands in its way.');
  const { proposals, required, owners, alone } = await ask('GET', '/proposals');
  const title = field('Title', { maxlength: 120, required: true, 'data-testid': 'new-title' });
  const why = field('Why', { maxlength: 16384, 'data-testid': 'new-why' }, 'textarea');
  const make = button('Propose a change', { class: 'primary', 'data-testid': 'propose' }, async () => {
    const made = await ask('POST', '/proposals', { title: title.input.value, description: why.input.value });
    location.href = `/t/${encodeURIComponent(made.head)}`;
  });
  const entry = (one) =>
    element('li', { 'data-proposal': one.number },
      element('a', { href: `/review/${encodeURIComponent(topology)}/${one.number}` }, `#${one.number} ${one.title}`), ' ', stage(one.state),
      element('p', { class: 'quiet' }, `${one.author_name}, ${moment(one.updated)}`));
  at('main').replaceChildren(
    element('section', { 'aria-label': 'Proposals' },
      proposals.length
        ? element('ul', { class: 'proposals' }, ...proposals.map(entry))
        : element('div', { class: 'none' }, element('b', {}, 'No proposals yet'), element('p', { class: 'quiet' }, 'Give a change a title, and it begins with the topology as it is now.'))));
  at('side').setAttribute('aria-label', 'A new proposal');
  at('side').replaceChildren(
    element('section', {},
      element('h2', {}, 'A new proposal'),
      element('form', {}, title.label, why.label, element('div', { class: 'row' }, make))),
    element('section', {},
      element('h2', {}, 'What a merge needs'),
      element('p', { class: 'quiet' }, needs(required, alone)),
      owners.length > 0 && element('ul', {}, ...owners.map((one) => {
        const [[kind, of]] = Object.entries(one.of);
        return element('li', {}, `What changes ${kind} ${of}: ${one.people.join(' or ')}`);
      }))));
}

/** How many approvals are needed, and why none is where nobody could give one. */
export function needs(required, alone) {
  if (required > 0) return `${required} ${required === 1 ? 'approval' : 'approvals'} by others than the author.`;
  return alone
    ? 'No approval: you are the only one here, and nobody approves a proposal of one’s own. With accounts, one approval is needed.'
    : 'No approval: an owner said so.';
}
