// What is said of places, on the picture of a proposal.
import { element } from './tools.js';
import { pin, spots } from './threads.js';

/** Puts pins on a picture, as far as there is one. `go` is told the number of the thread whose pin was pressed. */
export function pins(picture, go) {
  if (!picture) return { show() {} };
  // Apart from the picture: that is one image to whoever can't see it, and a pin is a button.
  const layer = element('div', { class: 'pins' });
  const frame = element('div', { class: 'pinned' });
  picture.replaceWith(frame);
  frame.append(picture, layer);
  let shown = [];

  const stand = () => {
    const matrix = picture.getScreenCTM();
    const corner = frame.getBoundingClientRect();
    if (!matrix) return;
    for (const { button, at } of shown) {
      const place = spotOf(picture, at);
      const point = place && new DOMPoint(...place).matrixTransform(matrix);
      const [x, y] = point ? [point.x - corner.left, point.y - corner.top] : [-1, -1];
      button.hidden = x < 0 || y < 0 || x > corner.width || y > corner.height;
      button.style.left = `${x}px`;
      button.style.top = `${y}px`;
    }
  };
  new MutationObserver(stand).observe(picture, { attributes: true, attributeFilter: ['viewBox'] });
  new ResizeObserver(stand).observe(frame);
  return {
    show(threads) {
      shown = spots(threads).map((place) => {
        const first = place.threads.find((thread) => thread.resolved_by === null) ?? place.threads[0];
        return { at: place.at, button: pin(place, () => go(first.number)) };
      });
      layer.replaceChildren(...shown.map(({ button }) => button));
      stand();
    },
  };
}

/** Where something stands in the picture; nothing where it is not drawn. */
function spotOf(picture, at) {
  const [kind, id] = [at.slice(0, at.indexOf(':')), at.slice(at.indexOf(':') + 1)];
  if (kind === 'point') return id.split(',').map(Number);
  const drawn = picture.querySelector(`[data-subject="${CSS.escape(kind)}:${CSS.escape(id)}"]`);
  if (!drawn) return null;
  const box = drawn.getBBox();
  if (kind === 'edge') return [box.x + box.width / 2, box.y + box.height / 2];
  const { e, f } = drawn.transform.baseVal.consolidate()?.matrix ?? { e: 0, f: 0 };
  const card = drawn.querySelector('rect').getBBox();
  return [card.x + card.width + e - 14, card.y + card.height + f];
}
