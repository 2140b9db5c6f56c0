// Finds the cheapest orthogonal route between two nodes: A* over (cell, direction).
import { GRID } from './geometry.mjs';
import { PRICE } from './grid.mjs';

const DIRECTIONS = [[1, 0], [0, 1], [-1, 0], [0, -1]]; // right, down, left, up
const SLACK = 18; // cells: the estimate stays below the true price although goals lie some cells apart

/** A queue by rounded price; takes the latest of the cheapest first. */
class Buckets {
  constructor() { this.lists = []; this.at = 0; }

  push(price, item) { (this.lists[Math.round(price)] ??= []).push(item); }

  /** The next item whose price is at most `limit`, or undefined. */
  pop(limit) {
    for (; this.at < this.lists.length && this.at < limit + 1; this.at++) {
      const list = this.lists[this.at];
      if (list?.length) return list.pop();
    }
    return undefined;
  }
}

const centreOf = docks => ({
  col: docks.reduce((sum, d) => sum + d.x, 0) / docks.length / GRID,
  row: docks.reduce((sum, d) => sum + d.y, 0) / docks.length / GRID,
});

/** The points of a route: its docks and corners, without those on a straight line. */
function pointsOf(grid, corners, start, goal) {
  const points = [start.dock, ...corners.map(state => grid.point(state >> 2)), goal.dock];
  const straight = (a, b, c) => (a.x === b.x && b.x === c.x) || (a.y === b.y && b.y === c.y);
  return points.filter((p, k) => k === 0 || k === points.length - 1 || !straight(points[k - 1], p, points[k + 1]));
}

class Search {
  constructor(grid, edge, starts, goals, limits) {
    Object.assign(this, { grid, edge, starts, limits });
    const size = grid.cols * grid.rows * 4;
    this.cost = new Float64Array(size).fill(Infinity);
    this.from = new Int32Array(size).fill(-1);
    this.done = new Uint8Array(size);
    this.queue = new Buckets();
    this.goalAt = new Map(goals.map(goal => [this.stateOf(goal), goal]));
    this.aim = centreOf(goals);
  }

  stateOf(dock) { return this.grid.cell(dock.x, dock.y) * 4 + dock.dir; }

  /** A lower bound of what is still to pay from a cell. */
  estimate(cell) {
    const { cols } = this.grid;
    const cells = Math.abs((cell % cols) - this.aim.col) + Math.abs(Math.floor(cell / cols) - this.aim.row);
    return PRICE.step * Math.max(0, cells - SLACK);
  }

  push(state, price, parent) {
    if (price >= this.cost[state]) return;
    this.cost[state] = price;
    this.from[state] = parent;
    this.queue.push(price + this.estimate(state >> 2), state);
  }

  expand(state) {
    const { grid, edge, limits } = this, cell = state >> 2, dir = state & 3;
    const col = cell % grid.cols, row = Math.floor(cell / grid.cols);
    for (let d = 0; d < 4; d++) {
      if (d === (dir + 2) % 4) continue;
      const c = col + DIRECTIONS[d][0], r = row + DIRECTIONS[d][1];
      if (c < limits.left || c > limits.right || r < 0 || r >= grid.rows) continue;
      const turning = d !== dir, next = r * grid.cols + c;
      const price = grid.stepPrice(edge, next, d & 1, turning, limits) + (turning ? grid.turnPrice(edge, cell) : 0);
      this.push(next * 4 + d, this.cost[state] + price, state);
    }
  }

  /** The cheapest goal state, or -1. */
  run() {
    const { grid, edge, limits } = this;
    for (const s of this.starts) {
      this.push(this.stateOf(s), s.price + grid.stepPrice(edge, grid.cell(s.x, s.y), s.dir & 1, false, limits), -1);
    }
    let found = -1, foundPrice = Infinity;
    for (let state; (state = this.queue.pop(foundPrice)) !== undefined;) {
      if (this.done[state] || this.cost[state] === Infinity) continue;
      this.done[state] = 1;
      const goal = this.goalAt.get(state);
      if (goal && this.cost[state] + goal.price < foundPrice) {
        found = state;
        foundPrice = this.cost[state] + goal.price;
      }
      this.expand(state);
    }
    return found;
  }
}

/**
 * @param starts, goals {x, y: a cell outside the shape, dir: leaving resp. arriving, price, dock: point on the shape}[]
 * @param limits {left, right, top, bottom, homeTop, homeBottom} in cells
 * @returns {{edge, cells: number[], points: {x, y}[]}} cells are the corners on the grid
 * @throws Error when there is no way
 */
export function findRoute(grid, edge, starts, goals, limits) {
  const search = new Search(grid, edge, starts, goals, limits), found = search.run();
  if (found < 0) throw new Error(`no way found for ${edge.id}`);
  const states = [];
  for (let state = found; state >= 0; state = search.from[state]) states.unshift(state);
  const start = starts.find(s => search.stateOf(s) === states[0]), last = states.length - 1;
  const corners = states.filter((state, k) => k === 0 || k === last || (states[k + 1] & 3) !== (state & 3));
  const points = pointsOf(grid, corners, start, search.goalAt.get(found));
  return { edge, cells: corners.map(state => state >> 2), points };
}
