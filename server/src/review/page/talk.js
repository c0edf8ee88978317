// What is said about a proposal, on the canvas of its head: pins where it belongs, and a box beside the pin to read and
// answer in. The editor fetches this script; nothing of it is in the document.
import { mentions } from './mention.js';
import { named, pin, spot, spots, thread } from './threads.js';
import { ask, button, element, field, request, trouble, where } from './tools.js';

const EVERY = 5000;
const HIDDEN = 'groundplan.comments';

/** Whether comments are hidden in this browser. */
const isHidden = () => {
  try {
    return localStorage.getItem(HIDDEN) !== null;
  } catch {
    return false;
  }
};

class Talk {
  constructor(root) {
    this.root = root;
    this.view = root.querySelector('#viewport');
    this.path = `/proposals/${where().number}`;
    this.layer = element('div', { class: 'pins', 'data-ui': '' });
    this.layer.hidden = isHidden();
    this.view.append(this.layer);
    this.places = [];
    this.box = null;
    // Cards and lines that move take their pins along. Of the view itself only its coming to rest matters.
    this.seen = new MutationObserver((changes) => {
      if (changes.some(({ target, attributeName }) => !this.layer.contains(target) && !(target === this.view && attributeName === 'style'))) this.ask();
      if (this.box && changes.some(({ target }) => target === this.view)) this.beside();
    });
    this.seen.observe(this.view, { attributes: true, childList: true, subtree: true, attributeFilter: ['style', 'class', 'd'] });
    // A press beside the box closes it, unless something is written there.
    root.addEventListener('pointerdown', ({ target }) => {
      if (this.box && !target.closest('[data-ui]') && [...this.box.querySelectorAll('textarea')].every((area) => !area.value)) this.close(false);
    });
    // Where the server can't be reached the editor says so, and the next time may be better.
    this.timer = setInterval(() => this.listen().catch(() => {}), EVERY);
  }

  /** Reads what is said, and shows it where it is news. */
  async listen(always) {
    if (!this.root.isConnected) return this.end();
    if (document.hidden && !always) return;
    // A visitor with a link may look at the drawing, and is told of nobody.
    const detail = await request('GET', `/api/topologies/${encodeURIComponent(where().topology)}${this.path}`, undefined, true);
    const told = JSON.stringify(detail.threads);
    this.detail = detail;
    if (told === this.told) return;
    this.told = told;
    this.show();
    // What is being written is not drawn over.
    const within = this.box?.contains(document.activeElement);
    if (this.box && (always || !(within && document.activeElement.value))) this.open(this.box.at, this.box.about, always || within);
  }

  show() {
    this.places = spots(this.detail.threads);
    const pins = this.places.map((place) => pin(place, () => this.open(place.at, place.about)));
    const held = this.layer.contains(document.activeElement) && document.activeElement.dataset.pin;
    this.layer.replaceChildren(...pins);
    if (held) pins.find((one) => one.dataset.pin === held)?.focus({ preventScroll: true });
    if (this.box) this.layer.querySelector(`[data-pin="${CSS.escape(this.box.at)}"]`)?.setAttribute('aria-expanded', 'true');
    this.stand();
  }

  ask() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      if (this.root.isConnected) this.stand();
    });
  }

  /** Puts each pin where its subject is drawn. */
  stand() {
    const zoom = new DOMMatrix(getComputedStyle(this.view).transform).a || 1;
    for (const shown of this.layer.children) {
      const place = this.spot(shown.dataset.pin);
      const style = place ? `left: ${place[0]}px; top: ${place[1]}px; transform: translate(-50%, -50%) scale(${1 / zoom})` : 'display: none';
      if (shown.dataset.style !== style) {
        shown.style.cssText = style;
        shown.dataset.style = style;
      }
    }
    if (this.box) this.beside();
  }

  /** Where something is drawn; nothing where it is not, or lies in a boundary that is one card. */
  spot(at) {
    const [kind, id] = [at.slice(0, at.indexOf(':')), at.slice(at.indexOf(':') + 1)];
    if (kind === 'point') return id.split(',').map(Number);
    if (kind === 'edge') {
      const line = this.view.querySelector(`path.edge-line[data-edge="${CSS.escape(id)}"]`);
      if (!line) return null;
      const { x, y } = line.getPointAtLength(line.getTotalLength() / 4);
      return [x, y];
    }
    const card = this.view.querySelector(`.node[data-node="${CSS.escape(id)}"]`);
    if (card) return [card.offsetLeft + card.offsetWidth - 16, card.offsetTop + card.offsetHeight];
    const room = this.view.querySelector(`.boundary[data-boundary="${CSS.escape(id)}"]`);
    if (!room) return null;
    const { e, f } = new DOMMatrix(getComputedStyle(room).transform);
    return [e + room.offsetWidth - 24, f];
  }

  /** What a card's title says, where a place is a card. */
  title(at) {
    if (at.startsWith('point:')) return undefined;
    return this.view.querySelector(`.node[data-node="${CSS.escape(at.slice(at.indexOf(':') + 1))}"] .name`)?.textContent;
  }

  /** Opens the box on a place: what is said there, and where nothing is, the field for it. */
  open(at, about, focus = true) {
    // What is being written there stays where the box is drawn anew.
    const areas = this.box?.at === at ? [...this.box.querySelectorAll('textarea')] : [];
    const kept = areas.map(({ value }) => value);
    const writing = areas.indexOf(document.activeElement);
    this.close(false);
    const threads = this.places.find((place) => place.at === at)?.threads ?? [];
    const again = () => this.listen(true);
    const close = element('button', { type: 'button', 'aria-label': 'Close', title: 'Close (Esc)', click: () => this.close() }, '×');
    const box = element('div', { class: 'talk-box', role: 'dialog', 'aria-label': `Comments on ${named(about)}`, tabindex: '-1', 'data-ui': '', 'data-testid': 'talk' },
      element('header', {}, element('h2', {}, this.title(at) ?? named(about)), close),
      ...threads.map((one) => thread(one, { path: this.path, detail: this.detail, again })),
      threads.length ? null : this.writer(about, again),
      element('p', { id: 'trouble', class: 'trouble', role: 'alert', hidden: true }));
    // Keys that are meant for the box do nothing to the drawing.
    box.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.close();
      event.stopPropagation();
    });
    this.box = Object.assign(box, { at, about });
    this.root.append(box);
    this.layer.querySelector(`[data-pin="${CSS.escape(at)}"]`)?.setAttribute('aria-expanded', 'true');
    this.beside();
    const fresh = [...box.querySelectorAll('textarea')];
    kept.forEach((text, index) => text && fresh[index] && (fresh[index].value = text));
    if (focus) (fresh[writing] ?? (threads.length ? box : fresh[0])).focus({ preventScroll: true });
    // Whoever began to name somebody is offered the list again.
    if (kept[writing]) fresh[writing]?.dispatchEvent(new Event('input'));
  }

  writer(about, again) {
    const body = field('Comment', { maxlength: 16384, 'data-testid': 'comment' }, 'textarea');
    mentions(body.input, () => this.detail);
    const send = button('Comment', { class: 'primary', 'data-testid': 'send' }, async () => {
      await ask('POST', `${this.path}/threads`, { about, body: body.input.value });
      body.input.value = '';
      await again();
    });
    return element('form', {}, body.label, element('div', { class: 'row' }, send));
  }

  /** Puts the box beside its place, within the canvas. */
  beside() {
    const spot = this.spot(this.box.at);
    const { e, f, a } = new DOMMatrix(getComputedStyle(this.view).transform);
    const [x, y] = spot ? [spot[0] * a + e, spot[1] * a + f] : [this.root.clientWidth / 2, this.root.clientHeight / 2];
    const most = [this.root.clientWidth - this.box.offsetWidth - 8, this.root.clientHeight - this.box.offsetHeight - 8];
    this.box.style.left = `${Math.max(8, Math.min(x + 18, most[0]))}px`;
    this.box.style.top = `${Math.max(8, Math.min(y + 4, most[1]))}px`;
  }

  close(back = true) {
    if (!this.box) return;
    const { at } = this.box;
    this.box.remove();
    this.box = null;
    const own = this.layer.querySelector(`[data-pin="${CSS.escape(at)}"]`);
    own?.removeAttribute('aria-expanded');
    if (back) (own && !this.layer.hidden ? own : this.root).focus({ preventScroll: true });
  }

  hide(hidden) {
    this.layer.hidden = hidden;
    this.close();
    try {
      if (hidden) localStorage.setItem(HIDDEN, 'hidden');
      else localStorage.removeItem(HIDDEN);
    } catch {
      // Without storage the choice lasts as long as the page.
    }
  }

  end() {
    clearInterval(this.timer);
    this.seen.disconnect();
  }
}

let talk = null;

/** The talk of the canvas that is shown now, with what is said. */
async function here() {
  const root = document.querySelector('[data-testid="canvas"]');
  if (talk?.root !== root) {
    if (!document.getElementById('talk-style')) {
      document.head.append(element('link', { id: 'talk-style', rel: 'stylesheet', href: '/review/assets/talk.css' }));
    }
    talk?.end();
    talk = new Talk(root);
    // What could not be read is said when somebody asks for it.
    await talk.listen(true).catch((error) => (talk.failed = error));
  }
  return talk;
}

/** Shows what is said. */
export function start() {
  return here();
}

/** Begins a comment, or opens what is said there already. `json` says on what. */
export async function comment(json) {
  const about = JSON.parse(json);
  const own = await here();
  if (own.layer.hidden) own.hide(false);
  own.open(spot(about), about);
  if (!own.detail) trouble(own.failed);
}

/** Shows the comments, or hides them. */
export async function turn() {
  const own = await here();
  own.hide(!own.layer.hidden);
}
