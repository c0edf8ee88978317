// What lies above a picture: pins, marks and boxes that stand by something in it, whatever part of it is shown.
import { element } from './tools.js';

/**
 * Makes room above a picture, as far as there is one. `put` lays down what goes by a name: a list of `{ shown, at, stand }`, where
 * `stand` is told the rectangle of what is `at` (`node:orders`, `point:4,7`) and the size of the picture, both in pixels.
 */
export function above(picture) {
  if (!picture) return { put() {}, frame: null };
  // Apart from the picture: that is one image to whoever can't see it, and what lies above it are buttons.
  const frame = element('div', { class: 'pinned' });
  picture.replaceWith(frame);
  frame.append(picture);
  const layers = new Map();

  const stand = () => {
    const matrix = picture.getScreenCTM();
    const whole = frame.getBoundingClientRect();
    if (!matrix || !whole.width) return;
    for (const { things } of layers.values()) {
      for (const { shown, at, stand: settle } of things) {
        const box = boxOf(picture, at);
        const corner = (x, y) => new DOMPoint(x, y).matrixTransform(matrix);
        const [from, to] = box ? [corner(box.x, box.y), corner(box.x + box.width, box.y + box.height)] : [];
        settle(shown, box && { left: from.x - whole.left, top: from.y - whole.top, right: to.x - whole.left, bottom: to.y - whole.top, scale: matrix.a }, whole);
      }
    }
  };
  new MutationObserver(stand).observe(picture, { attributes: true, attributeFilter: ['viewBox'] });
  new ResizeObserver(stand).observe(frame);
  return {
    frame,
    put(name, things) {
      let layer = layers.get(name);
      if (!layer) {
        layer = { place: element('div', { class: name }), things: [] };
        layers.set(name, layer);
        frame.append(layer.place);
      }
      layer.things = things;
      layer.place.replaceChildren(...things.map(({ shown }) => shown));
      stand();
    },
  };
}

/** Puts something at a point, and hides it where that is not in sight. */
export function standAt(shown, x, y, { width, height }) {
  shown.hidden = !(x >= 0 && y >= 0 && x <= width && y <= height);
  shown.style.left = `${x}px`;
  shown.style.top = `${y}px`;
}

/** What is drawn for `node:orders`, also by the id that it had before; nothing where it is not drawn. */
export function drawn(picture, at) {
  const name = CSS.escape(at);
  return picture.querySelector(`[data-subject="${name}"]`) ?? picture.querySelector(`[data-former="${name}"]`);
}

/** Where something stands in the picture, in its own units. */
function boxOf(picture, at) {
  if (at.startsWith('point:')) {
    const [x, y] = at.slice('point:'.length).split(',').map(Number);
    return new DOMRect(x, y, 0, 0);
  }
  const found = drawn(picture, at);
  if (!found) return null;
  if (at.startsWith('edge:')) {
    const [x, y] = found.dataset.at.split(',').map(Number);
    return new DOMRect(x, y, 0, 0);
  }
  const { e, f } = found.transform.baseVal.consolidate()?.matrix ?? { e: 0, f: 0 };
  const { x, y, width, height } = found.querySelector('rect').getBBox();
  return new DOMRect(x + e, y + f, width, height);
}
