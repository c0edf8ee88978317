// Naming a member in a comment: `@` opens a list, the arrows and Enter choose, and the account's id is written, which the server tells.
import { element, request } from './tools.js';

/** How many are offered at once. */
const MOST = 8;

let count = 0;
let asked = null;

/** The members of a proposal's workspace, without the person who writes; asked for once. */
async function members({ workspace, me }) {
  if (asked?.workspace !== workspace) {
    asked = { workspace, list: request('GET', `/api/workspaces/${encodeURIComponent(workspace)}/members`).catch(() => []) };
  }
  return (await asked.list).filter((member) => member.id !== me);
}

/** What is typed after an `@` before the caret: where it begins, and what it says. */
function typed(area) {
  const found = area.value.slice(0, area.selectionStart).match(/(^|[^\p{L}\p{N}])@([\p{L}\p{N}_.-]*)$/u);
  return found && { from: area.selectionStart - found[2].length, word: found[2].toLowerCase() };
}

const fits = ({ id, name }, word) => [id, ...name.split(/\s+/)].some((part) => part.toLowerCase().startsWith(word));

/** Lets people be named in a text field. `about` gives the proposal when somebody is looked for. */
export function mentions(area, about) {
  const id = `mention-${(count += 1)}`;
  let list = null;
  let found = [];
  let now = 0;

  area.setAttribute('aria-autocomplete', 'list');
  area.setAttribute('aria-haspopup', 'listbox');

  const close = () => {
    list?.remove();
    list = null;
    for (const name of ['aria-controls', 'aria-activedescendant']) area.removeAttribute(name);
  };
  const mark = (index) => {
    now = (index + found.length) % found.length;
    [...list.children].forEach((row, at) => row.setAttribute('aria-selected', `${at === now}`));
    area.setAttribute('aria-activedescendant', `${id}-${now}`);
  };
  const take = (member) => {
    const { from } = typed(area) ?? {};
    if (from !== undefined) area.setRangeText(`${member.id} `, from, area.selectionStart, 'end');
    close();
    area.focus();
  };
  const look = async () => {
    const looked = typed(area);
    if (!looked) return close();
    const proposal = about();
    if (!proposal) return close();
    const all = await members(proposal);
    // Somebody may have typed on, or gone elsewhere, while the server was asked.
    const word = typed(area)?.word;
    if (word === undefined || document.activeElement !== area) return close();
    found = all.filter((member) => fits(member, word)).slice(0, MOST);
    if (found.length === 0) return close();
    const rows = found.map((member, index) =>
      element('li', { id: `${id}-${index}`, role: 'option', 'data-member': member.id, mousedown: (event) => { event.preventDefault(); take(member); } },
        element('b', {}, member.name), ' ', element('span', { class: 'quiet' }, `@${member.id}`)));
    if (!list?.isConnected) {
      list = element('ul', { class: 'mentions', role: 'listbox', id, 'aria-label': 'Members' });
      // Outside of what clips or moves: it stands at the field wherever that is scrolled to.
      (area.closest('aside, main') ?? document.body).append(list);
      area.setAttribute('aria-controls', id);
    }
    list.replaceChildren(...rows);
    const box = area.getBoundingClientRect();
    const above = box.bottom + list.offsetHeight + 8 > innerHeight;
    list.style.left = `${Math.max(8, Math.min(box.left, innerWidth - list.offsetWidth - 8))}px`;
    list.style.top = `${above ? box.top - list.offsetHeight - 4 : box.bottom + 4}px`;
    mark(0);
  };
  area.addEventListener('input', look);
  area.addEventListener('blur', close);
  area.addEventListener('keydown', (event) => {
    if (!list) return;
    if (event.key === 'ArrowDown') mark(now + 1);
    else if (event.key === 'ArrowUp') mark(now - 1);
    else if (event.key === 'Enter' || event.key === 'Tab') take(found[now]);
    else if (event.key === 'Escape') close();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });
}
