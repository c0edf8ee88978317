// What the review's scripts share. Text from people becomes text nodes, never markup.

/** What the address names now: the topology's id, and the proposal's number where it has one. The editor's address of a proposal is that of its head, `id~number`. */
export function where() {
  const [, page, id, number] = location.pathname.split('/').map(decodeURIComponent);
  const [topology, own] = page === 't' ? id.split('~') : [id, number];
  return { topology, number: own };
}

export const { topology, number } = where();

/** An element with attributes and children; functions become listeners. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === undefined || value === null) continue;
    if (typeof value === 'function') made.addEventListener(name, value);
    else made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

export const at = (id) => document.getElementById(id);

/** Asks the API about the topology of this page. */
export const ask = (method, path, body) => request(method, `/api/topologies/${encodeURIComponent(where().topology)}${path}`, body);

/** Asks the API. An answer that is an error is thrown in its own words. Whoever is not signed in is led to where that is done, unless they may `stay`. */
export async function request(method, address, body, stay = false) {
  const options = { method, headers: {} };
  if (body !== undefined) {
    options.headers['content-type'] = 'application/json';
    options.body = JSON.stringify(body);
  }
  const response = await fetch(address, options);
  if (response.status === 401 && !stay) {
    location.href = '/sign-in';
  }
  const json = (response.headers.get('content-type') ?? '').includes('json');
  const answer = response.status === 204 ? null : await (json ? response.json() : response.text());
  if (!response.ok) {
    const error = answer?.error ?? {};
    throw new Error([error.message ?? `the server answered ${response.status}`, error.hint].filter(Boolean).join(': '));
  }
  return answer;
}

/** Says what went wrong, or takes it back. */
export function trouble(error) {
  const place = at('trouble');
  if (!place) return;
  place.hidden = !error;
  place.textContent = error ? `${error.message ?? error}` : '';
}

/** A button that can't be pressed twice while it works. */
export function button(words, attributes, work) {
  const pressed = async (event) => {
    event.preventDefault();
    const pressed = event.currentTarget;
    pressed.disabled = true;
    trouble(null);
    try {
      await work();
    } catch (error) {
      trouble(error);
    } finally {
      pressed.disabled = false;
    }
  };
  return element('button', { type: 'button', ...attributes, click: pressed }, words);
}

/** Says what the page is. */
export function entitle(title, about) {
  document.title = `${title} – Groundplan`;
  at('title').textContent = title;
  at('about-page').textContent = about;
  at('about-page').hidden = false;
}

/** How far a proposal is. */
export const stage = (state) => element('span', { class: 'badge', 'data-stage': state }, state.replace('-', ' '));

/** A text field with its label. */
export function field(label, attributes = {}, tag = 'input') {
  const input = element(tag, tag === 'input' ? { type: 'text', ...attributes } : attributes);
  return { input, label: element('label', {}, label, input) };
}

/** A moment as people read it. */
export const moment = (time) => new Date(time).toLocaleString();
