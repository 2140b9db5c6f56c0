// Checks flows: upright or level, ending on the borders of their ends, through no other shape, no shared track.
import { is } from './elements.mjs';
import { cuts, grown } from './geometry.mjs';
import { within } from './plane.mjs';

const CLEAR = 3; // pixels a flow keeps from a shape it does not touch
const TOUCH = 1.5;

/** How far a point lies from the border of a box, inside or outside. */
function fromBorder(p, b) {
  const dx = Math.max(b.x - p.x, p.x - b.x - b.w), dy = Math.max(b.y - p.y, p.y - b.y - b.h);
  return dx <= 0 && dy <= 0 ? Math.min(-dx, -dy) : Math.hypot(Math.max(dx, 0), Math.max(dy, 0));
}

/** A diamond's tips and a circle's four poles are the points of its border that lie on its box. */
function onBorder(p, el, b) {
  if (fromBorder(p, b) > TOUCH) return false;
  if (!is(el, 'Event', 'Gateway')) return true;
  return Math.min(Math.abs(p.x - b.x - b.w / 2), Math.abs(p.y - b.y - b.h / 2)) <= TOUCH;
}

function checkEnds(e, boxOf, report) {
  if (!e.isFlow) return;
  if (e.lines.some(([a, b]) => Math.abs(a.x - b.x) > 1 && Math.abs(a.y - b.y) > 1)) report('slanted', e.el);
  for (const [el, p] of [[e.from, e.points[0]], [e.to, e.points.at(-1)]]) {
    const b = boxOf.get(el);
    if (!b) continue;
    if (!onBorder(p, el, b)) report('does not end on the border', e.el, el);
    if (e.lines.some(l => cuts(l, grown(b, -2)))) report('flow through its own end', e.el, el);
  }
}

function checkWay(e, shapes, report) {
  for (const s of shapes) {
    if (s.el === e.from || s.el === e.to || is(s.el, 'Lane', 'Group')) continue;
    if (is(s.el, 'Participant') && s.el.processRef) continue;
    if (s.holds && [e.from, e.to].some(el => within(el, s.el))) continue;
    const lines = e.from.attachedToRef === s.el ? e.lines.slice(1) : e.lines; // the first one leaves the host's edge
    if (lines.some(l => cuts(l, grown(s.box, CLEAR)))) report('flow through or along a shape', e.el, s.el);
  }
}

/** Do two segments of one direction lie on each other for more than a point? `u` runs along, `v` across. */
function shares([a, b], [c, d], u, v) {
  if (Math.abs(a[v] - b[v]) >= 1 || Math.abs(c[v] - d[v]) >= 1 || Math.abs(a[v] - c[v]) >= 4) return false;
  const from = Math.max(Math.min(a[u], b[u]), Math.min(c[u], d[u]));
  const to = Math.min(Math.max(a[u], b[u]), Math.max(c[u], d[u]));
  return to - from > 1;
}

export function checkFlows({ shapes, edges, boxOf }, report) {
  for (const e of edges) {
    checkEnds(e, boxOf, report);
    checkWay(e, shapes, report);
  }
  edges.forEach((e, i) => edges.slice(i + 1).forEach(f => { // flows of one source or one target may run together
    if (e.to === f.to || e.from === f.from) return;
    const together = (l, m) => shares(l, m, 'x', 'y') || shares(l, m, 'y', 'x');
    if (e.lines.some(l => f.lines.some(m => together(l, m)))) report('flows share a track', e.el, f.el);
  }));
}

/** Does a level segment cross an upright one, not merely touch it? */
function crosses([a, b], [c, d]) {
  if (a.y !== b.y || c.x !== d.x) return false;
  return Math.min(a.x, b.x) < c.x && c.x < Math.max(a.x, b.x) && Math.min(c.y, d.y) < a.y && a.y < Math.max(c.y, d.y);
}

/** {flows, bends, crossings} of a plane. */
export function countNumbers({ edges }) {
  const flows = edges.filter(e => e.isFlow);
  let crossings = 0;
  flows.forEach((e, i) => flows.slice(i + 1).forEach(f => {
    for (const l of e.lines) for (const m of f.lines) if (crosses(l, m) || crosses(m, l)) crossings++;
  }));
  return { flows: flows.length, bends: flows.reduce((sum, e) => sum + e.points.length - 2, 0), crossings };
}
