// What is said of places, on the picture of a proposal.
import { standAt } from './above.js';
import { pin, spots } from './threads.js';

/** Puts pins above a picture. `go` is told the number of the thread whose pin was pressed. */
export function pins(ground, go) {
  const settle = (shown, box, whole) => {
    const card = box && box.right > box.left;
    standAt(shown, box ? box.right - (card ? 14 * box.scale : 0) : -1, box ? box.bottom : -1, whole);
  };
  return {
    show(threads) {
      const things = spots(threads).map((place) => {
        const first = place.threads.find((thread) => thread.resolved_by === null) ?? place.threads[0];
        return { at: place.at, shown: pin(place, () => go(first.number)), stand: settle };
      });
      ground.put('pins', things);
    },
  };
}
