// Columns and rows become coordinates: the widths of columns, the heights of rows and bands.
import { COLUMN } from './columns.mjs';
import { textSize, textWidth } from './elements.mjs';
import { box, GRID, groupBy, snap } from './geometry.mjs';

export const GAP = { column: 60, row: 50, pool: 80, pad: 30, header: 30 };

/** The room needed to the right of each column: for the names of level flows and for flows that bend there. */
function columnGaps(count, edges) {
  const gap = Array(count).fill(GAP.column), bends = Array(count).fill(0);
  for (const e of edges) {
    if (e.message || e.back) continue;
    const level = e.from.band === e.to.band && e.from.row === e.to.row && !e.boundary;
    if (level && e.el.name) gap[e.from.col] = Math.max(gap[e.from.col], snap(textSize(e.el.name, 120).w + 30));
    if (!level && e.from.kind !== 'gateway' && !e.boundary) bends[e.from.col]++;
    else if (!level && e.to.col > 0) bends[e.to.col - 1]++;
  }
  return gap.map((least, col) => Math.max(least, 40 + 20 * bends[col]));
}

/**
 * Sets `cx` on every node. An expanded subprocess that stands aside begins in its column like an ordinary step and
 * pushes only what follows it in its own lane.
 * @returns the right edge of the drawing
 */
export function placeColumns(nodes, edges, left) {
  const count = 1 + Math.max(-1, ...nodes.map(n => n.col)), gap = columnGaps(count, edges);
  const reached = new Map(); // band → right edge of its subprocesses that stand aside
  let x = left, right = left;
  for (let col = 0; col < count; col++) {
    const own = nodes.filter(n => n.col === col);
    const half = Math.ceil(Math.max(0, ...own.map(n => (n.aside ? COLUMN : n.w))) / 20) * 10;
    x = Math.max(x, ...own.map(n => (reached.get(n.band) ?? -GAP.column) + GAP.column));
    for (const n of own) n.cx = n.aside ? x + n.w / 2 : x + half;
    for (const n of own.filter(n => n.aside)) reached.set(n.band, Math.max(reached.get(n.band) ?? 0, x + n.w));
    right = Math.max(x + 2 * half, ...reached.values());
    x += 2 * half + gap[col];
  }
  return right;
}

const above = n => n.h / 2 + Math.max(0, ...(n.satellites ?? []).map(s => s.h + 40));
const below = n => n.h / 2 + (n.hosted ? 30 : 0);

/** What a row covers: its nodes with half the way to their neighbours, and the straight flows between them. */
function spansOf(own, edges) {
  const shapes = own.map(n => ({ from: n.col - 0.5, to: n.col + 0.5, up: above(n), down: below(n) }));
  const flows = edges.filter(e => !e.back && own.includes(e.from) && own.includes(e.to))
    .map(e => ({ from: e.from.col, to: e.to.col, up: 0, down: 0 }));
  return [...shapes, ...flows];
}

/** Rows of a band, each as near to the one above as what they cover allows; sets `cy`. Returns the lowest edge. */
function placeRows(nodes, edges, top) {
  const rows = [...groupBy(nodes, n => n.row)].sort((a, b) => a[0] - b[0])
    .map(([, own]) => ({ own, spans: spansOf(own, edges) }));
  let lowest = top;
  rows.forEach((row, i) => {
    const heights = row.spans.map(s => top + s.up), previous = rows[i - 1];
    const facing = p => row.spans.filter(s => s.from <= p.to && p.from <= s.to);
    const clear = rows.slice(0, i).flatMap(r => r.spans.flatMap(p =>
      facing(p).map(s => r.centre + p.down + GAP.row + s.up)));
    row.centre = snap(Math.max(previous ? previous.centre + 60 : 0, ...heights, ...clear));
    for (const n of row.own) {
      n.cy = row.centre;
      lowest = Math.max(lowest, n.cy + below(n));
    }
  });
  return lowest;
}

/** Nodes without a flow stand in a row of their own at the bottom of the band. Returns the edges reached. */
function placeLoose(loose, left, top) {
  let x = left, bottom = top, right = 0;
  for (const n of loose) {
    n.cx = snap(x + n.w / 2);
    n.cy = snap(top + n.h / 2);
    right = n.cx + n.w / 2;
    bottom = Math.max(bottom, n.cy + n.h / 2);
    x = right + GAP.column;
  }
  return { bottom, right };
}

/** One band from `top` down: sets the nodes' `cx`, `cy` and the band's `top`, `height`; returns its right edge. */
function placeBand(band, index, scene, { flow, loose, edges, left, top, inSubprocess }) {
  const own = flow.filter(n => n.band === index), spare = loose.filter(n => n.band === index);
  const lowest = placeRows(own, edges, top + (inSubprocess ? 50 : GAP.pad + 10));
  const rest = placeLoose(spare, left, lowest + (spare.length && own.length ? GAP.row : 0));
  const bottom = snap(rest.bottom), title = band.lane?.name ?? band.participant?.name ?? '';
  const loops = edges.filter(e => e.back && e.from.band === index && e.from.col - e.to.col > 2).length;
  const used = bottom + GAP.pad + 10 + 10 * loops - top;
  const height = band.pool ? 60 : Math.max(used, band.participant ? snap(Math.min(textWidth(title, 12) + 20, 220)) : 0);
  if (!band.pool) for (const n of [...own, ...spare]) n.cy += Math.floor((height - used) / 20) * 10;
  Object.assign(band, { left, top, height });
  return rest.right;
}

/** Places all bands one below the other. Returns the right and bottom edges. */
export function placeBands(scene, { flow, edges, left, origin, inSubprocess }) {
  const loose = scene.nodes.filter(n => !flow.includes(n));
  let right = 0, top = origin;
  scene.bands.forEach((band, i) => {
    if (i && scene.bands[i - 1].participant !== band.participant) top += GAP.pool;
    right = Math.max(right, placeBand(band, i, scene, { flow, loose, edges, left, top, inSubprocess }));
    top += band.height;
  });
  for (const n of scene.nodes) n.box = box(n.cx, n.cy, n.w, n.h);
  return { right, bottom: top };
}

/** Notes and data stand above their node, right of the middle of its top edge; those without one below everything. */
export function placeSatellites({ nodes, satellites }, left, bottom) {
  for (const n of nodes) {
    let x = n.box.x + n.w / 2 + GRID;
    for (const s of n.satellites ?? []) {
      s.box = { x, y: n.box.y - s.h - 30, w: s.w, h: s.h };
      x += s.w + 20;
    }
  }
  let x = left;
  for (const s of satellites.filter(s => !s.box)) {
    s.box = { x, y: bottom + 20, w: s.w, h: s.h };
    x += s.w + 40;
  }
}

/** Boundary events share the bottom edge of their host; a single one stands to the right, where its flow goes. */
export function placeBoundary(boundary) {
  for (const b of boundary) {
    const { hosted, box: host } = b.host, alone = hosted.length === 1 && host.w === 100;
    const share = alone ? 0.8 : (hosted.indexOf(b) + 1) / (hosted.length + 1);
    b.box = box(host.x + Math.round(host.w * share / GRID) * GRID, host.y + host.h, 36, 36);
  }
}
