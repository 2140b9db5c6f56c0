// Lays out one drawing: a process, a collaboration or the content of a subprocess. Coordinates start at 0, 0.
import { GAP, placeBands, placeBoundary, placeColumns, placeSatellites } from './bands.mjs';
import { assignColumns, markLoops } from './columns.mjs';
import { is, sizeOf } from './elements.mjs';
import { drawLink, routeAll } from './flows.mjs';
import { groupBy, snap } from './geometry.mjs';
import { assignRows } from './rows.mjs';
import { readScene } from './scene.mjs';

/** An expanded subprocess is laid out first; its size is that of its content. */
function measure(el, isExpanded) {
  if (!is(el, 'SubProcess') || !isExpanded(el)) return sizeOf(el);
  const inner = drawScope(el, isExpanded);
  return { w: Math.ceil(inner.width / 20) * 20, h: Math.ceil(inner.height / 20) * 20, inner };
}

/** Sets the boxes of lanes and pools; returns their shapes, pools before their lanes. */
function placeContainers(bands, origin, right) {
  const shapes = [];
  for (const [participant, own] of groupBy(bands, b => b.participant)) {
    const pool = { x: origin, y: own[0].top, w: right - origin, h: own.reduce((sum, b) => sum + b.height, 0) };
    const lane = b => ({ x: pool.x + GAP.header, y: b.top, w: pool.w - GAP.header, h: b.height });
    for (const b of own) Object.assign(b, { poolBox: pool, box: b.lane ? lane(b) : pool });
    shapes.push({ el: participant, box: pool }, ...own.filter(b => b.lane).map(b => ({ el: b.lane, box: b.box })));
  }
  return shapes;
}

/** Coordinates for everything but flows and names. */
function placeScene(scene, root) {
  const { bands, nodes, boundary, satellites } = scene;
  const linked = new Set(scene.edges.flatMap(e => [e.from, e.to])), flow = nodes.filter(n => linked.has(n));
  const edges = scene.edges.filter(e => !e.from.pool && !e.to.pool);
  markLoops(flow, edges);
  assignRows(flow, edges, assignColumns(flow, edges, scene.edges));

  const hasPools = bands.some(b => b.participant), hasLanes = bands.some(b => b.lane);
  const inSubprocess = is(root, 'SubProcess');
  const origin = hasPools || inSubprocess ? 0 : GAP.pad;
  const left = origin + 40 + (hasPools ? GAP.header : 0) + (hasPools && hasLanes ? GAP.header : 0);
  const lastColumn = placeColumns(flow, edges, left);
  const reached = placeBands(scene, { flow, edges, left, origin, inSubprocess });
  placeSatellites(scene, left, reached.bottom);
  placeBoundary(boundary);
  const right = snap(Math.max(lastColumn, reached.right, ...satellites.map(s => s.box.x + s.w)) + 40);
  const strays = satellites.filter(s => !s.of).map(s => s.box.y + s.h + 30);
  const margin = hasPools ? 0 : GAP.pad;
  return { right, bottom: snap(Math.max(reached.bottom, ...strays)), margin,
    containers: hasPools ? placeContainers(bands, origin, right) : [] };
}

/** Adds the content of expanded subprocesses, moved to where their shape stands. */
function addInner(nodes, { shapes, lines, labels }) {
  for (const n of nodes) {
    shapes.push({ el: n.el, box: n.box, expanded: Boolean(n.inner) });
    if (!n.inner) continue;
    const move = p => ({ ...p, x: p.x + n.box.x, y: p.y + n.box.y });
    shapes.push(...n.inner.shapes.map(s => ({ ...s, box: move(s.box) })));
    lines.push(...n.inner.lines.map(l => ({ ...l, points: l.points.map(move) })));
    for (const [id, b] of n.inner.labels) labels.set(id, move(b));
  }
}

/**
 * Lays out a process, a collaboration or a subprocess.
 * @param isExpanded tells of a subprocess whether its content is drawn in place
 * @returns {{shapes: {el, box, expanded}[], lines: {el, points}[], labels: Map, width: number, height: number}}
 */
export function drawScope(root, isExpanded) {
  const scene = readScene(root, el => measure(el, isExpanded)), { nodes, boundary, satellites, links } = scene;
  const { right, bottom, margin, containers } = placeScene(scene, root);
  const { routes, labels } = routeAll(scene, { width: right + margin, height: bottom + margin });
  const lines = routes.map(r => ({ el: r.edge.el, points: r.points }));
  lines.push(...links.map(l => ({ el: l.el, points: drawLink(l, routes) })).filter(l => l.points));
  const shapes = [...containers];
  addInner(nodes, { shapes, lines, labels });
  shapes.push(...[...boundary, ...satellites].map(n => ({ el: n.el, box: n.box })));
  return { shapes, lines, labels, width: right, height: bottom };
}
