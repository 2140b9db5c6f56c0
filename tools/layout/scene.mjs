// Reads what is to be drawn in one scope: bands (lanes, or pools without lanes) with their flow nodes, the edges
// between them, boundary events, and satellites (notes and data, which stand beside a node) with their links.
import { is, sizeOf } from './elements.mjs';

const kindOf = el => (is(el, 'Gateway') ? 'gateway' : is(el, 'Event') ? 'event' : 'activity');
const isData = el => is(el, 'DataObjectReference', 'DataStoreReference');

function bandsOf(scope, participant) {
  const lanes = (scope?.laneSets ?? []).flatMap(set => set.lanes ?? []), elements = scope?.flowElements ?? [];
  for (const lane of lanes) if (lane.childLaneSet) throw new Error(`not supported: lanes within the lane ${lane.id}`);
  if (!lanes.length) return [{ participant, scope, elements }];
  const laneOf = new Map(lanes.flatMap(lane => (lane.flowNodeRef ?? []).map(node => [node, lane])));
  // What no lane names goes to the first.
  const within = lane => elements.filter(e => (laneOf.get(e) ?? lanes[0]) === lane);
  return lanes.map(lane => ({ participant, scope, lane, elements: within(lane) }));
}

function readNodes(bands, measure) {
  const nodes = [], boundary = [], satellites = [];
  bands.forEach((band, index) => {
    for (const el of band.elements) {
      if (is(el, 'BoundaryEvent')) boundary.push({ id: el.id, el, kind: 'event', boundary: true, w: 36, h: 36 });
      else if (is(el, 'FlowNode')) nodes.push({ id: el.id, el, band: index, kind: kindOf(el), ...measure(el) });
      else if (isData(el)) satellites.push({ id: el.id, el, ...sizeOf(el) });
    }
  });
  return { nodes, boundary, satellites };
}

function readEdges(root, scopes, nodeOf) {
  const flows = scopes.flatMap(scope => (scope?.flowElements ?? []).filter(el => is(el, 'SequenceFlow')));
  const edges = flows.map(el => {
    const source = nodeOf.get(el.sourceRef), to = nodeOf.get(el.targetRef);
    return { id: el.id, el, source, from: source.host ?? source, to, boundary: Boolean(source.host) };
  });
  const messages = (root.messageFlows ?? []).map(el => {
    const source = nodeOf.get(el.sourceRef);
    return { id: el.id, el, source, from: source, to: nodeOf.get(el.targetRef), message: true };
  });
  return [...edges, ...messages];
}

function readLinks(artifacts, nodes, nodeOf) {
  const links = artifacts.filter(a => is(a, 'Association'))
    .map(el => ({ id: el.id, el, from: nodeOf.get(el.sourceRef), to: nodeOf.get(el.targetRef) }));
  for (const n of nodes) {
    const { dataInputAssociations: inputs = [], dataOutputAssociations: outputs = [] } = n.el;
    links.push(...inputs.map(el => ({ id: el.id, el, from: nodeOf.get(el.sourceRef[0]), to: n })),
      ...outputs.map(el => ({ id: el.id, el, from: n, to: nodeOf.get(el.targetRef) })));
  }
  return links;
}

/** Every satellite stands beside the node of its first link; a note on a flow stands at the flow's source. */
function attachSatellites(satellites, links, nodeOf) {
  for (const s of satellites) {
    const link = links.find(l => l.from === s || l.to === s);
    if (!link) continue;
    const [node, el] = link.from === s ? [link.to, link.el.targetRef] : [link.from, link.el.sourceRef];
    const other = node ?? nodeOf.get(el.sourceRef);
    if (!other || satellites.includes(other)) continue;
    s.of = other.host ?? other;
    (s.of.satellites ??= []).push(s);
  }
}

/**
 * The scene of a process, a collaboration or a subprocess.
 * @param root the moddle element
 * @param measure gives the size of a flow node (and, for an expanded subprocess, its drawing)
 */
export function readScene(root, measure) {
  const participants = is(root, 'Collaboration') ? root.participants : [null];
  const bands = participants.flatMap(p => bandsOf(p ? p.processRef : root, p));
  const scopes = [...new Set(bands.map(b => b.scope))];
  const { nodes, boundary, satellites } = readNodes(bands, measure);
  const artifacts = [...new Set([root, ...scopes])].flatMap(s => s?.artifacts ?? []);
  for (const el of artifacts) {
    if (is(el, 'Group')) throw new Error(`not supported: the group ${el.id}`);
    if (is(el, 'TextAnnotation')) satellites.push({ id: el.id, el, ...sizeOf(el) });
  }
  const nodeOf = new Map([...nodes, ...boundary, ...satellites].map(n => [n.el, n]));
  for (const b of boundary) {
    b.host = nodeOf.get(b.el.attachedToRef);
    (b.host.hosted ??= []).push(b);
  }
  bands.forEach((band, index) => { // a pool without a process is itself an end of message flows
    if (band.scope) return;
    Object.assign(band, { id: band.participant.id, pool: true, band: index });
    nodeOf.set(band.participant, band);
  });
  const edges = readEdges(root, scopes, nodeOf), links = readLinks(artifacts, nodes, nodeOf);
  attachSatellites(satellites, links, nodeOf);
  return { bands, nodes, boundary, satellites, edges, links };
}
