// Checks shapes: none overlaps another, each stands inside its lane, boundary events sit on their host.
import { is } from './elements.mjs';
import { inside, overlap } from './geometry.mjs';
import { within } from './plane.mjs';

/** A container may hold what belongs to it; pools, lanes and groups are checked by who stands in them. */
function belongs(outer, inner) {
  if (!outer.holds) return false;
  if (is(outer.el, 'Participant')) return !is(inner.el, 'Participant');
  if (is(outer.el, 'Lane', 'Group')) return true;
  const { attachedToRef: host } = inner.el;
  return within(inner.el, outer.el) || Boolean(host && within(host, outer.el));
}

function checkOverlaps(shapes, report) {
  shapes.forEach((a, i) => shapes.slice(i + 1).forEach(b => {
    if (a.el.attachedToRef === b.el || b.el.attachedToRef === a.el || !overlap(a.box, b.box)) return;
    if (is(a.el, 'Lane') && is(b.el, 'Lane')) { report('lanes overlap', a.el, b.el); return; }
    if (!belongs(a, b) && !belongs(b, a)) report('shapes overlap', a.el, b.el);
  }));
}

function containerOf(s, shapes) {
  const lane = shapes.find(c => is(c.el, 'Lane') && c.el.flowNodeRef?.includes(s.el));
  if (lane) return lane;
  const inPool = c => is(c.el, 'Participant') && c.el.processRef && s.el.$parent === c.el.processRef;
  return shapes.find(c => (is(c.el, 'SubProcess') && c.holds && s.el.$parent === c.el) || inPool(c));
}

export function checkShapes({ shapes, boxOf }, report) {
  checkOverlaps(shapes, report);
  for (const s of shapes) {
    const host = boxOf.get(s.el.attachedToRef), home = s.el.attachedToRef ? null : containerOf(s, shapes);
    if (home && home.el !== s.el && !inside(s.box, home.box)) report('outside its lane or container', s.el, home.el);
    if (!host) continue;
    const centre = s.box.y + s.box.h / 2, onEdge = Math.abs(centre - host.y - host.h) <= 1;
    const beside = s.box.x < host.x || s.box.x + s.box.w > host.x + host.w;
    if (!onEdge || beside) report('boundary event not on the bottom edge', s.el);
  }
}
