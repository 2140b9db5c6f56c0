// What a choice of rows costs the reader: bends, flows around shapes, crossings, and a main line that is not straight.
import { groupBy } from './geometry.mjs';

const BAND = 16; // more rows than any band has: keeps the bands' rows apart on one axis
const key = (col, row) => col * 4096 + row;

/** The longest chain from the first start: it is drawn as straight as the lanes allow. */
export function mainLine(nodes, edges) {
  const forward = edges.filter(e => !e.back && !e.message && !e.boundary);
  const out = groupBy(forward, e => e.from), entered = new Set(forward.map(e => e.to)), rest = new Map();
  const remaining = n => {
    if (!rest.has(n)) rest.set(n, Math.max(0, ...(out.get(n) ?? []).map(e => 1 + remaining(e.to))));
    return rest.get(n);
  };
  const line = new Set();
  for (let n = nodes.find(n => !entered.has(n)); n;) {
    line.add(n);
    n = (out.get(n) ?? []).map(e => e.to).sort((a, b) => remaining(b) - remaining(a))[0];
  }
  return line;
}

/** Nodes and edges with `col` given and `row` tried out; `total()` is the cost of the rows as they stand. */
export class RowCost {
  constructor(nodes, edges) {
    this.nodes = nodes;
    this.edges = edges;
    this.main = mainLine(nodes, edges);
    const apart = (e, f) => e.from !== f.from && e.to !== f.to && e.from !== f.to && e.to !== f.from;
    this.pairs = edges.flatMap((e, i) => edges.slice(i + 1).filter(f => apart(e, f)).map(f => [e, f]));
    this.bandNodes = [...groupBy(nodes, n => n.band).values()];
    const branches = edges.filter(e => !e.back && !e.boundary && e.from.kind === 'gateway');
    this.branching = [...groupBy(branches, e => e.from)];
  }

  y(n) { return n.band * BAND + n.row; }

  total() {
    this.taken = new Set(this.nodes.map(n => key(n.col, this.y(n))));
    if (this.taken.size < this.nodes.length) return Infinity; // two nodes in one place
    let sum = 0;
    for (const e of this.edges) sum += this.edge(e);
    for (const [e, f] of this.pairs) if (this.cross(e, f)) sum += e.back || f.back ? 1 : 2.5;
    for (const n of this.nodes) sum += (this.main.has(n) ? 1 : 0.3) * Math.abs(n.row) + (n.row < 0 ? 0.2 : 0);
    for (const own of this.bandNodes) sum += 3 * (new Set(own.map(n => n.row)).size - 1);
    for (const [n, list] of this.branching) { // branches should leave their gateway in different directions
      const directions = list.map(e => Math.sign(this.y(e.to) - this.y(n)));
      sum += 3 * (directions.length - new Set(directions).size);
    }
    return sum;
  }

  /** Shapes in one row strictly between two columns. */
  between(col1, col2, row) {
    let count = 0;
    for (let col = col1 + 1; col < col2; col++) if (this.taken.has(key(col, row))) count++;
    return count;
  }

  /** Shapes in one column strictly between two rows. */
  upright(col, row1, row2) {
    let count = 0;
    const last = Math.max(row1, row2);
    for (let row = Math.min(row1, row2) + 1; row < last; row++) if (this.taken.has(key(col, row))) count++;
    return count;
  }

  edge(e) {
    const u = e.from, v = e.to, yu = this.y(u), yv = this.y(v), dy = Math.abs(yu - yv), span = Math.abs(v.col - u.col);
    if (e.message) return 0.3 * span + this.upright(u.col, yu, yv) + this.upright(v.col, yu, yv);
    if (e.back) return this.backEdge(u, v, dy);
    const far = 0.6 * Math.min(dy, BAND / 2);
    if (span === 0) return far + 8 * this.upright(u.col, yu, yv) + (yv < yu ? 0.5 : 0);
    const weight = this.main.has(u) && this.main.has(v) ? 3 : 1;
    if (dy === 0) return e.boundary ? 6 : weight * 8 * this.between(u.col, v.col, yu) + 0.2 * span;
    const drops = e.boundary || u.kind === 'gateway';
    const first = this.between(u.col, v.col, yv) + (drops ? this.upright(u.col, yu, yv) : 0);
    const rise = v.kind === 'gateway' ? this.upright(v.col, yu, yv) : 0;
    const last = e.boundary ? 99 : this.between(u.col, v.col, yu) + rise;
    return weight * (drops ? 1.5 : 3) + far + 6 * Math.min(first, last) + 0.2 * span + (e.boundary && yv < yu ? 20 : 0);
  }

  /** A loop back leaves and arrives above or below: the two rows on one side should be free. */
  backEdge(u, v, dy) {
    const shapes = (n, step) => [1, 2].filter(i => this.taken.has(key(n.col, this.y(n) + i * step))).length;
    const above = shapes(u, -1) + shapes(v, -1), below = shapes(u, 1) + shapes(v, 1);
    return dy + 4 * Math.min(above, below) + (u.hosted || v.hosted ? 4 * Math.sign(above) : 0);
  }

  /** Do the straight lines between the ends cross? */
  cross(e, f) {
    const side = (p, q, r) =>
      Math.sign((q.col - p.col) * (this.y(r) - this.y(p)) - (this.y(q) - this.y(p)) * (r.col - p.col));
    const parts = (a, b) => side(a.from, a.to, b.from) * side(a.from, a.to, b.to) < 0;
    return parts(e, f) && parts(f, e);
  }
}
