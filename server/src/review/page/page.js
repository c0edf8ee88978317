// The review: the list of proposals, or one of them; and the history of a topology.
import { history } from './history.js';
import { list } from './list.js';
import { proposal } from './proposal.js';
import { ask, at, number, topology, trouble } from './tools.js';

async function begin() {
  at('reviews').href = `/review/${encodeURIComponent(topology)}`;
  at('topology').href = `/t/${encodeURIComponent(topology)}`;
  const here = location.pathname.startsWith('/history/') ? 'history' : 'review';
  document.body.dataset.page = here === 'history' ? here : number ? 'proposal' : 'list';
  for (const [view, path] of [['draw', 't'], ['review', 'review'], ['history', 'history']]) {
    at(view).href = `/${path}/${encodeURIComponent(topology)}`;
    if (view === here) at(view).setAttribute('aria-current', 'page');
  }
  const opened = await ask('GET', '');
  at('topology').textContent = opened.document.title ?? opened.document.name;
  await (here === 'history' ? history() : number ? proposal() : list());
}

begin()
  .catch(trouble)
  .finally(() => at('main').removeAttribute('aria-busy'));
