// Gives every node a column, left to right: loops are found depth first, the rest is the longest path.
import { groupBy } from './geometry.mjs';

export const COLUMN = 100; // the width of an ordinary step
const PITCH = 160; // from one ordinary step to the next

/** Marks as `back` each edge that returns to an open ancestor of a depth-first search in document order. */
export function markLoops(nodes, edges) {
  const flows = edges.filter(e => !e.message), out = groupBy(flows, e => e.from), state = new Map();
  const visit = node => {
    state.set(node, 'open');
    for (const e of out.get(node) ?? []) {
      if (!state.has(e.to)) visit(e.to);
      e.back = state.get(e.to) === 'open';
    }
    state.set(node, 'done');
  };
  const entered = new Set(flows.map(e => e.to));
  for (const n of nodes) if (!entered.has(n) && !state.has(n)) visit(n);
  for (const n of nodes) if (!state.has(n)) visit(n);
}

/** The only step of a loop back may stand right below its gateway: the flow then turns round there. */
function turnsRound(edge, edges) {
  return edge.from.kind === 'gateway' && !edge.boundary
    && edges.every(f => f === edge || f.to !== edge.to)
    && edges.some(f => f.from === edge.to) && edges.every(f => f.from !== edge.to || f.back);
}

/** Moves targets right until every edge has its least number of columns; false if that never ends (a circle). */
function relax(nodes, edges) {
  for (let round = 0; round <= nodes.length; round++) {
    let moved = false;
    for (const e of edges) {
      const least = e.from.col + e.least;
      if (e.to.col < least) { e.to.col = least; moved = true; }
    }
    if (!moved) return true;
  }
  return false;
}

/** May other lanes go on above and below an expanded subprocess? Only if no flow passes through its lane there. */
function standsAside(node, edges) {
  const before = e => e.from.col <= node.col && e.to.col <= node.col;
  const through = e => Math.min(e.from.band, e.to.band) < node.band && node.band < Math.max(e.from.band, e.to.band);
  return node.w > COLUMN && !edges.some(e => through(e) && !before(e));
}

/**
 * Sets `col` on every node and `least` (fewest columns to go) on every edge. Message flows may stay in one column;
 * one that would close a circle is ignored.
 * Sets `aside` on expanded subprocesses that other lanes may run beside: what follows them stands as many columns later
 * as they are wide.
 * @param all the edges of the scene, those to pools without a process included
 * @returns the edges that bind columns
 */
export function assignColumns(nodes, edges, all) {
  for (const n of nodes) n.col = 0;
  for (const e of edges) e.least = e.message || turnsRound(e, edges) ? 0 : 1;
  const binding = edges.filter(e => !e.message && !e.back);
  relax(nodes, binding);
  for (const e of edges.filter(e => e.message)) {
    const before = nodes.map(n => n.col);
    if (relax(nodes, [...binding, e])) binding.push(e);
    else nodes.forEach((n, i) => { n.col = before[i]; });
  }
  for (const n of nodes) n.aside = standsAside(n, all);
  for (const e of binding) if (e.from.aside) e.least = 1 + Math.ceil((e.from.w - COLUMN) / PITCH);
  relax(nodes, binding);
  return binding;
}
