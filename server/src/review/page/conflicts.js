// Places that changed on both sides: where they are, what each side says there, and which one is chosen.
import { element } from './tools.js';

/** What may be chosen, in the words of the page. */
const SIDES = [['ours', 'As it is now'], ['theirs', 'As proposed']];
/** How many lines of a whole member are told. */
const MOST = 6;
const chosen = new Map();

const said = ({ ours, theirs }) => JSON.stringify([ours, theirs]);

/** The side that was chosen, as long as both still say what they said then. */
export function sideOf(conflict) {
  const made = chosen.get(conflict.path);
  return made?.of === said(conflict) ? made.side : null;
}

/** What a merge is told: the chosen side for each place. */
export function choices(conflicts) {
  return Object.fromEntries(conflicts.filter(sideOf).map((one) => [one.path, sideOf(one)]));
}

/** Where a conflict is: what of the drawing it is about, as far as it is about any, and in words. */
export function placeOf({ path, base, ours, theirs }) {
  const parts = path.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const environment = parts[0] === 'environments' && parts.length > 3 ? parts[1] : null;
  const [kind, id, ...field] = environment ? parts.slice(2) : parts;
  const name = { nodes: 'node', edges: 'edge', boundaries: 'boundary' }[kind];
  const inside = environment ? ` in ${environment}` : '';
  if (name && id) return { at: `${name}:${id}`, words: `${name} ${id}${field.length ? `: ${field.join(' ')}` : ''}${inside}` };
  const waived = kind === 'waivers' && [ours, theirs, base].find((one) => one?.node ?? one?.edge);
  const at = waived ? (waived.node ? `node:${waived.node}` : `edge:${waived.edge}`) : null;
  return { at, words: parts.length === 1 ? `the topology's ${kind}` : parts.join(' ') };
}

const isMap = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

/** The values within a value, by their place in it. */
function leaves(value, place = []) {
  if (!isMap(value) || (place.length && !Object.keys(value).length)) return [[place.join(' '), value]];
  return Object.entries(value).flatMap(([key, one]) => leaves(one, [...place, key]));
}

const written = (value) => (value === undefined ? 'nothing' : typeof value === 'string' ? value : JSON.stringify(value));

/** What a side says, in lines: a value, or what a whole member says differently from what both began with. */
export function told(value, base) {
  if (value === null || value === undefined) return [base === null || base === undefined ? 'not there' : 'taken away'];
  if (!isMap(value)) return [written(value)];
  const before = new Map(isMap(base) ? leaves(base) : []);
  const after = new Map(leaves(value));
  const places = [...new Set([...before.keys(), ...after.keys()])];
  const lines = places
    .filter((place) => JSON.stringify(before.get(place)) !== JSON.stringify(after.get(place)))
    .map((place) => (before.size ? `${place}: ${written(before.get(place))} → ${written(after.get(place))}` : `${place}: ${written(after.get(place))}`));
  if (!lines.length) return ['as both began'];
  return lines.length > MOST ? [...lines.slice(0, MOST), `and ${lines.length - MOST} more`] : lines;
}

/** What both began with, in one line; nothing for a whole member, of which each side says what is different. */
function began(base) {
  if (isMap(base)) return null;
  const before = base === null || base === undefined ? 'nothing' : written(base);
  return element('p', { class: 'quiet' }, 'Both began with ', element('code', {}, before), '.');
}

/** Both sides beside each other, to choose from. `group` tells the places apart where this is shown; `after` is called when a side was chosen. */
export function bothSides(conflict, group, after) {
  const side = ([side, words]) => {
    const radio = element('input', {
      type: 'radio', name: `${group} ${conflict.path}`, value: side, 'data-place': conflict.path, checked: sideOf(conflict) === side,
      change: () => {
        chosen.set(conflict.path, { side, of: said(conflict) });
        after();
      },
    });
    const lines = told(conflict[side], conflict.base).map((line) => element('code', {}, line));
    return element('label', { class: 'side-of' }, element('span', { class: 'row' }, radio, element('b', {}, words)), ...lines);
  };
  return [
    element('p', { class: 'quiet' }, `${conflict.reason[0].toUpperCase()}${conflict.reason.slice(1)}.`),
    began(conflict.base),
    element('div', { class: 'both-sides' }, ...SIDES.map(side)),
  ].filter(Boolean);
}

/** Shows the same choice wherever a conflict is shown. */
export function level(conflicts) {
  const sides = new Map(conflicts.map((one) => [one.path, sideOf(one)]));
  for (const radio of document.querySelectorAll('input[data-place]')) radio.checked = sides.get(radio.dataset.place) === radio.value;
}
