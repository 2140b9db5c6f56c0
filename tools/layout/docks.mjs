// Decides where a flow may leave its source and arrive at its target, and what each side costs.
import { GRID, middle } from './geometry.mjs';

const SIDES = ['right', 'bottom', 'left', 'top'], STEPS = [[1, 0], [0, 1], [-1, 0], [0, -1]];
const LEVEL = { right: 0, bottom: 16, top: 16 }, EITHER = { top: 0, bottom: 0 };
const MESSAGE = { bottom: 0, top: 0, left: 60, right: 60 };
const PRICES = { // leaving and arriving, per side; a side that is not named is not used
  forward: { leave: LEVEL, arrive: { left: 0, bottom: 16, top: 16 } },
  back: { leave: { top: 0, bottom: 0, left: 0, right: 30 }, arrive: { top: 0, bottom: 0, left: 30 } },
  self: { leave: { top: 0 }, arrive: { left: 0 } },
  below: { leave: EITHER, arrive: EITHER },
  message: { leave: MESSAGE, arrive: MESSAGE },
};
const FROM_GATEWAY = { right: 0, bottom: 2, top: 2 }, TO_GATEWAY = { left: 0, bottom: 12, top: 12 };

/** A black box is entered straight up or down from the other end. */
function poolDock(pool, other, arriving) {
  const x = Math.round(middle(other.box).x / GRID) * GRID, above = other.box.y < pool.box.y;
  const dock = { x, y: above ? pool.box.y : pool.box.y + pool.box.h };
  return [{ x, y: above ? dock.y - GRID : dock.y + GRID, dock, dir: above === arriving ? 1 : 3, price: 0 }];
}

function nodeDocks(node, prices, arriving) {
  const c = middle(node.box);
  return Object.entries(node.boundary ? { bottom: 0 } : prices).map(([side, price]) => {
    const d = SIDES.indexOf(side), [dx, dy] = STEPS[d], half = dx ? node.w / 2 : node.h / 2;
    const out = Math.floor(half / GRID + 1) * GRID;
    return { x: c.x + dx * out, y: c.y + dy * out, dock: { x: c.x + dx * half, y: c.y + dy * half },
      dir: arriving ? (d + 2) % 4 : d, price };
  });
}

const docksOf = (node, other, prices, arriving) =>
  (node.pool ? poolDock(node, other, arriving) : nodeDocks(node, prices, arriving));

function styleOf(e) {
  if (e.message) return 'message';
  if (e.from === e.to) return 'self';
  if (e.back) return 'back';
  return e.from.cx === e.to.cx ? 'below' : 'forward';
}

const dearer = (prices, side, by) => (side in prices ? { ...prices, [side]: prices[side] + by } : prices);

/** Whoever arrives at a gateway leaves the tips to the flows that go up and down from there. */
function leaveRoom(node, prices, edges) {
  if (node.kind !== 'gateway') return prices;
  const out = edges.filter(f => f.from === node && !f.back);
  const ups = out.filter(f => f.to.cy < node.cy).length, downs = out.filter(f => f.to.cy > node.cy).length;
  return dearer(dearer(prices, 'top', 60 * ups), 'bottom', 60 * downs);
}

/** The side of each node that its message flows use; sequence flows keep off it. */
function messageSides(edges) {
  const facing = new Map();
  for (const { source, to } of edges.filter(e => e.message)) {
    const down = source.box.y < to.box.y;
    facing.set(source, down ? 'bottom' : 'top');
    facing.set(to, down ? 'top' : 'bottom');
  }
  return facing;
}

/** @returns edge → {starts, goals} for `findRoute` */
export function planDocks(edges) {
  const facing = messageSides(edges);
  const keepFree = (node, prices) => dearer(prices, facing.get(node), 80);
  const turnAway = (node, prices) => ({ ...prices, [facing.get(node) === 'top' ? 'bottom' : 'top']: 50 });
  return e => {
    const style = styleOf(e), forward = style === 'forward', free = e.message ? turnAway : keepFree;
    const leave = forward && e.from.kind === 'gateway' ? FROM_GATEWAY : PRICES[style].leave;
    const arrive = forward && e.to.kind === 'gateway' ? TO_GATEWAY : PRICES[style].arrive;
    return {
      starts: docksOf(e.source, e.to, free(e.source, leave), false),
      goals: docksOf(e.to, e.source, leaveRoom(e.to, free(e.to, arrive), edges), true),
    };
  };
}
