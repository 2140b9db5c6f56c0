// Checks names outside shapes: each has a place large enough for it, clear of shapes, borders, flows and other names.
import { is, textSize } from './elements.mjs';
import { cuts, inside, overlap } from './geometry.mjs';

export function checkLabels({ shapes, edges, labels, unplaced }, report) {
  for (const el of unplaced) report('label without a place', el);
  labels.forEach((l, i) => {
    const need = textSize(l.el.name, Math.max(l.box.w, 11));
    if (need.h > l.box.h + 1 || need.w > l.box.w + 5) report('label too small for its text', l.el);
    for (const s of shapes) {
      if (!overlap(l.box, s.box)) continue;
      if (!s.holds) report('label on a shape', l.el, s.el);
      else if (!is(s.el, 'Group') && !inside(l.box, s.box)) report('label on a border', l.el, s.el);
    }
    for (const e of edges) if (e.lines.some(line => cuts(line, l.box))) report('label on a flow', l.el, e.el);
    for (const m of labels.slice(i + 1)) if (overlap(l.box, m.box)) report('labels overlap', l.el, m.el);
  });
}
