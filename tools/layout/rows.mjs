// Gives every node a row within its band: hill climbing on the cost of the rows, the same for the same input.
import { RowCost } from './row_cost.mjs';

const PASSES = 12, ROWS = [-3, -2, -1, 0, 1, 2, 3];

/** The main line takes row 0, the others the first free row below. */
function startingRows(nodes, main) {
  for (const n of nodes) {
    n.row = 0;
    if (main.has(n)) continue;
    const sameCell = m => m !== n && m.band === n.band && m.col === n.col;
    const taken = m => sameCell(m) && (m.row === n.row || (main.has(m) && n.row === 0));
    while (nodes.some(taken)) n.row++;
  }
}

/** Neighbours in the same row of the same band, connected by flows, all on the main line or all off it. */
function chainOf(start, edges, main) {
  const chain = new Set([start]);
  const joins = (a, b) => b.band === a.band && b.row === a.row && main.has(b) === main.has(start);
  for (const n of chain) {
    for (const e of edges) {
      if (e.from === n && joins(n, e.to)) chain.add(e.to);
      if (e.to === n && joins(n, e.from)) chain.add(e.from);
    }
  }
  return [...chain];
}

/** The columns a node may take while its neighbours stay where they are. */
function freeColumns(node, binding) {
  const least = Math.max(0, ...binding.filter(e => e.to === node).map(e => e.from.col + e.least));
  const most = Math.min(Infinity, ...binding.filter(e => e.from === node).map(e => e.to.col - e.least));
  const columns = [];
  for (let col = least; col <= (most === Infinity ? node.col : most); col++) columns.push(col);
  return columns;
}

/** Sets `row` on every node and may move `col` within its freedom; `binding` are the edges that bind columns. */
export function assignRows(nodes, edges, binding) {
  const cost = new RowCost(nodes, edges), main = cost.main;
  startingRows(nodes, main);
  let best = cost.total();
  const attempt = (group, change) => {
    const before = group.map(n => [n.row, n.col]);
    group.forEach(change);
    const now = cost.total();
    if (now < best - 1e-9) { best = now; return true; }
    group.forEach((n, i) => { [n.row, n.col] = before[i]; });
    return false;
  };
  const improve = n => {
    let better = false;
    const columns = freeColumns(n, binding);
    for (const row of ROWS) {
      for (const col of columns) better = attempt([n], m => { m.row = row; m.col = col; }) || better;
      better = attempt(chainOf(n, edges, main), m => { m.row = row; }) || better;
    }
    for (const m of nodes) {
      if (m.band !== n.band || m.row === n.row) continue;
      const [mine, other] = [n.row, m.row];
      better = attempt([n, m], k => { k.row = k === n ? other : mine; }) || better;
    }
    return better;
  };
  for (let pass = 0; pass < PASSES; pass++) if (!nodes.map(improve).includes(true)) return;
}
