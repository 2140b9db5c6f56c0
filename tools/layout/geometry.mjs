// Boxes and segments on the 10-pixel grid of the drawing; one unit is one pixel of the Modeler.

export const GRID = 10;

/** The next grid line at or beyond a value. */
export const snap = value => Math.ceil(value / GRID) * GRID;

/** A box by its centre. */
export const box = (cx, cy, w, h) => ({ x: cx - w / 2, y: cy - h / 2, w, h });

export const middle = b => ({ x: b.x + b.w / 2, y: b.y + b.h / 2 });

/** A box made larger by the same distance on every side (smaller when it is negative). */
export const grown = (b, by) => ({ x: b.x - by, y: b.y - by, w: b.w + 2 * by, h: b.h + 2 * by });

/** Do two boxes overlap, or come nearer than `gap`? Boxes that only touch do not overlap. */
export const overlap = (a, b, gap = 0) =>
  a.x < b.x + b.w + gap && b.x < a.x + a.w + gap && a.y < b.y + b.h + gap && b.y < a.y + a.h + gap;

export const inside = (a, b) => a.x >= b.x && a.y >= b.y && a.x + a.w <= b.x + b.w && a.y + a.h <= b.y + b.h;

/** The pairs of neighbouring points of a line. */
export const segments = points => points.slice(1).map((b, i) => [points[i], b]);

/** The smallest box around two or more points. */
export function around(points) {
  const xs = points.map(p => p.x), ys = points.map(p => p.y), x = Math.min(...xs), y = Math.min(...ys);
  return { x, y, w: Math.max(...xs) - x, h: Math.max(...ys) - y };
}

/** Does a segment pass through the inside of a box? Exact for upright and level segments, sampled for slanted ones. */
export function cuts([a, b], r) {
  if (a.x === b.x || a.y === b.y) return overlap(around([a, b]), r);
  const at = t => ({ x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t, w: 0, h: 0 });
  return Array.from({ length: 99 }, (_, i) => (i + 1) / 100).some(t => overlap(at(t), r));
}

/** Map from key to the items with that key, in the order of first appearance. */
export function groupBy(list, key) {
  const map = new Map();
  for (const item of list) {
    const k = key(item);
    if (!map.has(k)) map.set(k, []);
    map.get(k).push(item);
  }
  return map;
}
