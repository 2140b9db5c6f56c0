// Reads the planes of a finished file: shapes, edges and labels with their coordinates.
import { is, namedOutside } from './elements.mjs';
import { groupBy, segments } from './geometry.mjs';

const CONTAINERS = ['Participant', 'Lane', 'SubProcess', 'Group'];
const rect = b => ({ x: b.x, y: b.y, w: b.width, h: b.height });

/** The two ends of an edge; a data association has its activity as one end. */
function endsOf(el) {
  const from = [el.sourceRef].flat()[0] ?? el.$parent;
  return { from, to: is(el, 'DataInputAssociation') ? el.$parent : el.targetRef };
}

/** Is an element drawn inside this container's element (at any depth)? */
export function within(el, container) {
  for (let p = el.$parent; p; p = p.$parent) if (p === container) return true;
  return false;
}

function readPlane(items) {
  const shapes = items.filter(i => i.di.bounds).map(({ el, di }) => ({
    el, di, box: rect(di.bounds), holds: is(el, ...CONTAINERS) && (!is(el, 'SubProcess') || Boolean(di.isExpanded)),
  }));
  const edges = items.filter(i => i.di.waypoint).map(({ el, di }) => ({
    el, di, points: di.waypoint, lines: segments(di.waypoint), ...endsOf(el),
    isFlow: is(el, 'SequenceFlow', 'MessageFlow'),
  }));
  const labelled = items.filter(i => i.el.name && i.di.label?.bounds);
  return {
    shapes, edges, boxOf: new Map(shapes.map(s => [s.el, s.box])),
    labels: labelled.map(({ el, di }) => ({ el, box: rect(di.label.bounds) })),
    unplaced: items.filter(({ el, di }) => el.name && !di.label?.bounds && (di.waypoint || namedOutside(el)))
      .map(i => i.el),
  };
}

/**
 * One entry a plane: {shapes: {el, box, holds (draws others inside)}, edges: {el, points, lines, from, to, isFlow},
 * labels: {el, box}, boxOf: Map element → box, unplaced: elements whose name has no place}.
 */
export function readPlanes(definitions) {
  const items = (definitions.diagrams ?? []).flatMap(d => (d.plane?.planeElement ?? []).filter(di => di.bpmnElement)
    .map(di => ({ el: di.bpmnElement, di, plane: d.plane })));
  return [...groupBy(items, i => i.plane).values()].map(readPlane);
}
