// Chooses a place for every name outside a shape: a few candidates each, the cheapest wins.
import { textSize } from './elements.mjs';
import { cuts, GRID, grown, overlap, segments } from './geometry.mjs';

const ROUNDS = 3;
const WRAPS = [[0, 90], [4, 60], [8, 46]]; // price and width of the candidates beside a node
const ORDER = {
  boundary: ['belowRight', 'farRight', 'belowLeft', 'below'],
  gateway: ['above', 'below', 'aboveLeft', 'aboveRight', 'belowLeft', 'belowRight'],
  satellite: ['above', 'farRight', 'below'],
  event: ['below', 'above', 'belowLeft', 'belowRight', 'aboveLeft', 'aboveRight'],
};

function besideNode({ box: b, el, boundary, kind, of }) {
  const cx = b.x + b.w / 2, right = b.x + b.w, bottom = b.y + b.h;
  const order = ORDER[boundary ? 'boundary' : kind === 'gateway' ? 'gateway' : of ? 'satellite' : 'event'];
  return WRAPS.flatMap(([extra, max]) => {
    const { w, h } = textSize(el.name, max);
    const places = {
      below: [cx - w / 2, bottom + 5], above: [cx - w / 2, b.y - h - 5], farRight: [right + 5, bottom - 12],
      belowRight: [cx + 11, bottom + 3], belowLeft: [cx - w - 11, bottom + 3],
      aboveRight: [cx + 10, b.y - h - 3], aboveLeft: [cx - w - 10, b.y - h - 3],
    };
    return order.map((name, i) => ({ x: places[name][0], y: places[name][1], w, h, price: 2 * i + extra }));
  });
}

/** Candidates beside one segment, on both sides of it. */
function alongSegment([a, b], size, { walked, mark, edge }) {
  const { w, h } = size, flat = a.y === b.y, length = Math.abs(a.x - b.x) + Math.abs(a.y - b.y), own = flat ? w : h;
  const [from, to] = flat ? [a.x, b.x] : [a.y, b.y], need = own + 8 + mark, list = [];
  const late = edge.message ? 0.02 : 0.06, fixed = (length < need ? 10 : 0) + (flat ? 0 : edge.back ? 8 : 3);
  for (let t = 0; t <= Math.max(0, length - need); t += 10) {
    const along = to > from ? from + 5 + mark + t : from - 5 - mark - t - own, price = late * (walked + t) + fixed;
    if (flat) list.push({ x: along, y: a.y - h - 4, w, h, price }, { x: along, y: a.y + 4, w, h, price: price + 2 });
    else list.push({ x: a.x + 5, y: along, w, h, price }, { x: a.x - 5 - w, y: along, w, h, price: price + 2 });
  }
  return list;
}

/** Near the start is best: there a reader decides. Message flows carry their name between the pools. */
function alongRoute({ edge, points }, rooms) {
  const size = textSize(edge.el.name, 120), list = [];
  let walked = 0, mark = edge.source?.el?.default === edge.el ? 14 : 0; // room for the stroke of a default flow
  for (const segment of segments(points)) {
    const [a, b] = segment;
    list.push(...alongSegment(segment, size, { walked, mark, edge }));
    walked += Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
    mark = 0;
  }
  if (edge.message) for (const c of list) if (rooms.some(r => overlap(c, r))) c.price += 20;
  return list;
}

/** Where flows of one source run together, a name does not say which of them it means. */
function priceShared(list, route, routes) {
  const siblings = routes.filter(r => r !== route && r.edge.source === route.edge.source && r.edge.el?.name);
  const lines = siblings.flatMap(r => segments(r.points));
  for (const c of list) if (lines.some(s => cuts(s, grown(c, GRID)))) c.price += 12;
}

/** Adds to each candidate what it hits that does not move. */
function priceFixed(list, lines, { obstacles, borders }) {
  for (const c of list) {
    const near = { x: c.x - 2, y: c.y - 1, w: c.w + 4, h: c.h + 2 };
    c.price += 1000 * obstacles.filter(o => overlap(c, o, 2)).length + 300 * lines.filter(s => cuts(s, near)).length
      + 200 * borders.filter(o => overlap(c, o, 1)).length;
  }
}

function cheapest(list, others) {
  let best, bestPrice = Infinity;
  for (const c of list) {
    if (c.price >= bestPrice) continue;
    let price = c.price;
    for (const o of others) price += overlap(c, o, 3) ? 1000 : overlap(c, o, 12) ? 7 : 0;
    if (price < bestPrice) { best = c; bestPrice = price; }
  }
  return best;
}

/**
 * @param named nodes with a name outside
 * @param room {obstacles, borders, rooms (pools): boxes; links: further lines}
 * @returns Map id → {x, y, w, h}
 */
export function placeLabels(named, routes, room) {
  const lines = [...routes.map(r => r.points), ...room.links].flatMap(segments), labels = new Map();
  const flows = routes.filter(r => r.edge.el?.name);
  const wanted = [...named.map(n => [n.id, besideNode(n)]), ...flows.map(r => [r.edge.id, alongRoute(r, room.rooms)])];
  for (const [, list] of wanted) priceFixed(list, lines, room);
  flows.forEach((route, i) => priceShared(wanted[named.length + i][1], route, routes));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [id, list] of wanted) {
      labels.delete(id);
      labels.set(id, cheapest(list, [...labels.values()]));
    }
  }
  return labels;
}
