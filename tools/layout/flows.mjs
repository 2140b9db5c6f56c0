// Routes all flows of a drawing and places their names, in turns: each round keeps off the names of the one before.
import { planDocks } from './docks.mjs';
import { namedOutside } from './elements.mjs';
import { around, GRID, segments } from './geometry.mjs';
import { Grid } from './grid.mjs';
import { placeLabels } from './labels.mjs';
import { findRoute } from './search.mjs';

const ROUNDS = 4;

/** In cells: a sequence flow stays in its pool, and better in the lanes of its ends. */
function limitsOf(e, bands, grid) {
  const home = bands[e.from.band], pool = e.message ? null : home.poolBox;
  if (!pool) return { left: 1, right: grid.cols - 2, top: 1, bottom: grid.rows - 2 };
  const lanes = [home.box, bands[e.to.band].box];
  return {
    homeTop: Math.min(...lanes.map(b => b.y)) / GRID, homeBottom: Math.max(...lanes.map(b => b.y + b.h)) / GRID,
    left: (home.left - 20) / GRID, right: (pool.x + pool.w) / GRID - 1,
    top: pool.y / GRID + 1, bottom: (pool.y + pool.h) / GRID - 1,
  };
}

/** Level flows first, then short before long, loops back after them, messages last. */
function rank(e) {
  const kind = e.message ? 3e6 : e.back ? 2e6 : e.source.box.y === e.to.box.y ? 0 : 1e6;
  return kind + Math.abs(e.from.cx - e.to.cx || 0) + Math.abs(e.from.cy - e.to.cy || 0);
}

function blockedGrid(bands, solid, size) {
  const grid = new Grid(size.width, size.height);
  for (const s of solid) grid.blockShape(s.box);
  for (const { box: b } of bands) {
    if (!b) continue;
    grid.addBorder(b.y);
    grid.addBorder(b.y + b.h);
  }
  return grid;
}

/**
 * @param scene with the box of every node and band set
 * @returns {{routes: {edge, points}[], labels: Map}} labels: id → box
 */
export function routeAll({ bands, nodes, boundary, satellites, edges, links }, size) {
  const things = [...nodes, ...boundary, ...satellites], solid = [...things, ...bands.filter(b => b.pool)];
  const grid = blockedGrid(bands, solid, size), docks = planDocks(edges), routes = new Map();
  for (const e of edges) {
    e.fanOut = edges.filter(f => f.source === e.source).length;
    e.fanIn = edges.filter(f => f.to === e.to).length;
  }
  const room = {
    obstacles: solid.map(s => s.box),
    borders: bands.filter(b => b.box).flatMap(({ box: b }) =>
      [{ ...b, h: 0 }, { ...b, y: b.y + b.h, h: 0 }, { ...b, w: 0 }]),
    rooms: [...new Set(bands.map(b => b.poolBox).filter(Boolean))],
  };
  const named = things.filter(n => namedOutside(n.el)), order = [...edges].sort((a, b) => rank(a) - rank(b));
  let labels = new Map();
  for (let round = 0; round < ROUNDS; round++) {
    for (const b of labels.values()) grid.blockLabel(b);
    for (const e of order) {
      if (routes.has(e)) grid.remove(routes.get(e));
      const { starts, goals } = docks(e);
      routes.set(e, findRoute(grid, e, starts, goals, limitsOf(e, bands, grid)));
      grid.add(routes.get(e));
    }
    for (const b of labels.values()) grid.freeLabel(b);
    const drawn = [...routes.values()];
    labels = placeLabels(named, drawn, { ...room, links: links.map(l => drawLink(l, drawn)).filter(Boolean) });
  }
  return { routes: [...routes.values()], labels };
}

const longest = points => points && segments(points).map(around).sort((a, b) => b.w + b.h - a.w - a.h)[0];

/** The straight line of an association, from the satellite to the nearest point of its partner; null without one. */
export function drawLink(link, routes) {
  const end = n => n?.box ?? longest(routes.find(r => r.edge.el === n)?.points);
  const a = end(link.from ?? link.el.sourceRef), b = end(link.to ?? link.el.targetRef);
  if (!a || !b) return null;
  const clamp = (value, least, most) => Math.min(Math.max(value, least), most);
  const nearest = (p, r) => ({ x: clamp(p.x, r.x, r.x + r.w), y: clamp(p.y, r.y, r.y + r.h) });
  const between = (lo1, hi1, lo2, hi2) => (Math.max(lo1, lo2) + Math.min(hi1, hi2)) / 2;
  const seed = { x: between(a.x, a.x + a.w, b.x, b.x + b.w), y: between(a.y, a.y + a.h, b.y, b.y + b.h) };
  return [nearest(seed, a), nearest(seed, b)];
}
