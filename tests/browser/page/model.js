// Within the page: listens to what the server acknowledges and folds it into a document of its own, without any code of the editor.
// The screen is then compared with that document.
(() => {
  const model = { document: null, revision: 0, pending: new Set(), refused: [], past: [], future: [], direction: 'do' };
  window.model = model;

  const nothing = (value) => value === undefined || (value !== null && typeof value === 'object' && Object.keys(value).length === 0);
  /** A value with its keys in order and without what says nothing, so that equal documents are equal texts. */
  const ordered = (value) => {
    if (Array.isArray(value)) return value.map(ordered);
    if (value === null || typeof value !== 'object') return value;
    const entries = Object.keys(value).sort().map((key) => [key, ordered(value[key])]);
    return Object.fromEntries(entries.filter(([, value]) => !nothing(value)));
  };
  model.text = (document = model.document) => JSON.stringify(ordered(document));

  const put = (document, path, value) => {
    const steps = path.split('/').slice(1).map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    const last = steps.pop();
    let at = document;
    for (const step of steps) at = at[step] ??= {};
    if (value === undefined) delete at[last];
    else at[last] = value;
  };

  const committed = ({ revision, client, number, changes }) => {
    if (revision !== model.revision + 1) throw new Error(`revision ${revision} comes after ${model.revision}`);
    const before = model.text();
    for (const { path, after } of changes) put(model.document, path, structuredClone(after));
    model.revision = revision;
    model.pending.delete(`${client} ${number}`);
    if (changes.length === 0) return;
    // What a step of undo has to bring back, and a step of redo.
    if (model.direction === 'undo') model.future.push(before);
    else model.past.push(before);
    if (model.direction === 'do') model.future = [];
    if (model.past.length > 200) model.past.shift();
  };

  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      this.addEventListener('message', ({ data }) => {
        const told = JSON.parse(data);
        if (told.type === 'hello') Object.assign(model, { document: told.document, revision: told.revision });
        if (told.type === 'committed') committed(told);
        if (told.type === 'rejected') {
          model.refused.push(JSON.stringify(told.problems));
          model.pending.delete(`${told.client} ${told.number}`);
        }
      });
    }

    send(data) {
      const said = JSON.parse(data);
      if (said.type === 'submit') model.pending.add(`${said.client} ${said.number}`);
      super.send(data);
    }
  };

  const faults = [];
  const same = (what, shown, wanted) => {
    const [a, b] = [JSON.stringify(shown), JSON.stringify(wanted)];
    if (a !== b) faults.push(`${what}: the screen shows ${a}, the document says ${b}`);
  };

  /** Where screen and document differ. */
  model.compare = () => {
    faults.length = 0;
    const { nodes = {}, edges = {}, boundaries = {}, views = {} } = model.document;
    const view = views.main ?? {};
    const collapsed = new Set(view.collapsed ?? []);
    const hidden = (node) => ['team', 'network', 'domain'].map((sort) => node.in?.[sort]).find((id) => collapsed.has(id));
    const cards = Object.fromEntries([...document.querySelectorAll('.node')].map((card) => [card.dataset.node, card]));
    const wanted = new Set();
    for (const [id, node] of Object.entries(nodes)) wanted.add(hidden(node) ?? id);
    same('cards', Object.keys(cards).sort(), [...wanted].sort());
    for (const [id, node] of Object.entries(nodes)) {
      const card = cards[id];
      if (!card || hidden(node)) continue;
      const place = view.layout?.[id];
      if (place) same(`place of ${id}`, card.style.inset, `${place[1]}px auto auto ${place[0]}px`);
      const name = card.querySelector('.name');
      if (name) same(`title of ${id}`, name.textContent, node.title ?? id);
      if (card.dataset.kind !== node.kind) faults.push(`kind of ${id}: ${card.dataset.kind}, not ${node.kind}`);
      same(`lock of ${id}`, card.querySelector('.locked') !== null, (view.locked ?? []).includes(id));
    }
    const lines = [...document.querySelectorAll('path.edge-line[data-edge]')].map((line) => line.dataset.edge).sort();
    if (collapsed.size === 0) same('lines', lines, Object.keys(edges).sort());
    else for (const line of lines) if (!(line in edges)) faults.push(`the line ${line} is no edge`);
    const drawn = new Set([...document.querySelectorAll('[data-boundary]')].map((box) => box.dataset.boundary));
    for (const [id, boundary] of Object.entries(boundaries)) {
      const members = Object.values(nodes).filter((node) => node.in?.[boundary.kind] === id);
      const seen = !collapsed.has(id) && (members.length > 0 || view.areas?.[id] !== undefined);
      if (seen !== drawn.has(id)) faults.push(`the boundary ${id} is ${seen ? 'not drawn' : 'drawn'}`);
    }
    for (const id of drawn) if (!(id in boundaries) && !Object.values(nodes).some((node) => Object.values(node.in ?? {}).includes(id))) faults.push(`the box ${id} is no boundary`);
    const undo = document.querySelector('[data-testid="undo"]');
    same('undo', !undo.disabled, model.past.length > 0);
    const redo = document.querySelector('[data-testid="redo"]');
    same('redo', !redo.disabled, model.future.length > 0);
    for (const [what, selector] of [['a marquee', '.marquee'], ['a dragged card', '.node.dragging'], ['a goal', '.node.aimed']]) {
      if (document.querySelector(selector)) faults.push(`${what} is left on the screen`);
    }
    if (document.querySelector('path.guide')?.getAttribute('d')) faults.push('a guide is left on the screen');
    for (const text of model.refused) faults.push(`the server refused an edit: ${text}`);
    return [...faults];
  };
})();
