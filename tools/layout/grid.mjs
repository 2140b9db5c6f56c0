// The 10-pixel grid on which flows run: walls, prices of places, and which routes pass through a cell.
import { GRID, grown } from './geometry.mjs';

export const PRICE = {
  step: 2, bend: 24, cross: 40, crossMessage: 12, nearShape: 8, atShape: 30, nearTrack: 4, border: 10, label: 30,
  foreign: 8, overlap: 120, sharedSource: 20, sharedTarget: 2, kin: 2, touch: 60,
};
const COMB = 3; // with more flows than this at one node, they may share a track without a price

/** Do two edges have an end in common? Their routes may then meet. */
const related = (e, f) => e.to === f.to || e.from === f.from;

export class Grid {
  constructor(width, height) {
    this.cols = Math.ceil(width / GRID) + 1;
    this.rows = Math.ceil(height / GRID) + 1;
    this.wall = new Uint8Array(this.cols * this.rows);
    this.price = new Uint16Array(this.cols * this.rows);
    this.border = new Uint8Array(this.rows);
    this.tracks = [new Map(), new Map()]; // level, upright: cell → routes through it
  }

  cell(x, y) { return Math.round(y / GRID) * this.cols + Math.round(x / GRID); }

  point(cell) { return { x: (cell % this.cols) * GRID, y: Math.floor(cell / this.cols) * GRID }; }

  fill({ x, y, w, h }, action) {
    const lastRow = Math.min(this.rows - 1, Math.floor((y + h) / GRID));
    const lastCol = Math.min(this.cols - 1, Math.floor((x + w) / GRID));
    for (let row = Math.max(0, Math.ceil(y / GRID)); row <= lastRow; row++) {
      for (let col = Math.max(0, Math.ceil(x / GRID)); col <= lastCol; col++) action(row * this.cols + col);
    }
  }

  /** No route enters a shape; nearness has its price. */
  blockShape(b) {
    this.fill(b, i => { this.wall[i] = 1; });
    this.fill(grown(b, 4), i => { this.price[i] += PRICE.atShape; });
    this.fill(grown(b, GRID), i => { this.price[i] += PRICE.nearShape; });
  }

  blockLabel(b) { this.fill(b, i => { this.price[i] += PRICE.label; }); }

  freeLabel(b) { this.fill(b, i => { this.price[i] -= PRICE.label; }); }

  /** A level flow should not run along the border of a lane or pool. */
  addBorder(y) {
    for (const at of [y - GRID, y, y + GRID]) {
      const row = Math.round(at / GRID);
      if (row >= 0 && row < this.rows) this.border[row] = 1;
    }
  }

  /** Every cell a route covers, once per axis (0 level, 1 upright). */
  walk(route, action) {
    for (let k = 1; k < route.cells.length; k++) {
      const a = route.cells[k - 1], b = route.cells[k], axis = Math.abs(b - a) % this.cols === 0 ? 1 : 0;
      const step = (axis ? this.cols : 1) * Math.sign(b - a);
      for (let i = a; ; i += step) {
        action(i, axis);
        if (i === b) break;
      }
    }
  }

  add(route) {
    this.walk(route, (i, axis) => {
      const track = this.tracks[axis];
      if (!track.has(i)) track.set(i, new Set());
      track.get(i).add(route);
    });
  }

  remove(route) { this.walk(route, (i, axis) => this.tracks[axis].get(i)?.delete(route)); }

  /** The price of entering a cell along an axis; Infinity where the edge may not go. */
  stepPrice(edge, cell, axis, turning, limits) {
    const row = Math.floor(cell / this.cols);
    if (row < limits.top || row > limits.bottom || this.wall[cell]) return Infinity;
    const abroad = row < limits.homeTop || row > limits.homeBottom;
    const alongBorder = axis === 0 && this.border[row];
    const place = this.price[cell] + (abroad ? PRICE.foreign : 0) + (alongBorder ? PRICE.border : 0);
    const company = this.sharedPrice(edge, cell, axis) + this.nearPrice(edge, cell, axis);
    return PRICE.step + place + company + this.crossPrice(edge, cell, axis, turning);
  }

  sharedPrice(edge, cell, axis) {
    let sum = 0;
    for (const { edge: other } of this.tracks[axis].get(cell) ?? []) {
      if (other.to === edge.to) sum += edge.fanIn > COMB ? 0 : PRICE.sharedTarget;
      else if (other.from === edge.from) sum += edge.fanOut > COMB ? 0 : PRICE.sharedSource;
      else sum += PRICE.overlap;
    }
    return sum;
  }

  crossPrice(edge, cell, axis, turning) {
    let sum = 0;
    for (const { edge: other } of this.tracks[1 - axis].get(cell) ?? []) {
      if (related(other, edge)) sum += PRICE.kin;
      else sum += (other.message || edge.message ? PRICE.crossMessage : PRICE.cross) + (turning ? PRICE.touch : 0);
    }
    return sum;
  }

  nearPrice(edge, cell, axis) {
    let sum = 0;
    const side = axis === 0 ? this.cols : 1;
    for (const near of [cell - side, cell + side]) {
      for (const { edge: other } of this.tracks[axis].get(near) ?? []) {
        if (other.to !== edge.to && (other.from !== edge.from || edge.fanOut <= COMB)) sum += PRICE.nearTrack;
      }
    }
    return sum;
  }

  /** A corner on a foreign route looks like a junction. */
  turnPrice(edge, cell) {
    let strangers = 0;
    for (const track of this.tracks) {
      for (const { edge: other } of track.get(cell) ?? []) if (!related(other, edge)) strangers++;
    }
    return PRICE.bend + strangers * PRICE.touch;
  }
}
