// Writes the BPMNDiagram part of a file and puts it in place of the old one; the rest of the text is not touched.
import { is } from './elements.mjs';

const NAMESPACES = {
  bpmndi: 'http://www.omg.org/spec/BPMN/20100524/DI',
  dc: 'http://www.omg.org/spec/DD/20100524/DC',
  di: 'http://www.omg.org/spec/DD/20100524/DI',
};
const ORIGIN = { x: 160, y: 80 }; // where the Modeler starts too
const PREFIX = String.raw`(?:[\w.-]+:)?`;
const DIAGRAM = String.raw`[ \t]*<${PREFIX}BPMNDiagram[\s>][\s\S]*</${PREFIX}BPMNDiagram>[ \t]*\r?\n?`; // first to last
const DIAGRAMS = new RegExp(String.raw`^([\s\S]*?\n?)${DIAGRAM}([\s\S]*)$`);
const END = new RegExp(String.raw`^([\s\S]*?)([ \t]*</${PREFIX}definitions>\s*)$`);

const escape = text => String(text).replace(/[&<>"]/g, c => `&#${c.charCodeAt(0)};`);
const openTag = (name, attrs) => `${name}${Object.entries(attrs).map(([k, v]) => ` ${k}="${escape(v)}"`).join('')}`;

/** The text before and after the diagram part: {before, after, newline}. */
export function splitText(xml) {
  const found = xml.match(DIAGRAMS) ?? xml.match(END);
  if (!found) throw new Error('this is not a BPMN file: it does not end with </definitions>');
  return { before: found[1], after: found[2], newline: xml.includes('\r\n') ? '\r\n' : '\n' };
}

/** The prefixes a file gives to the diagram namespaces; those it lacks are declared on the diagram itself. */
export function prefixesOf(before) {
  const prefix = { declare: {} };
  for (const [name, uri] of Object.entries(NAMESPACES)) {
    prefix[name] = before.match(new RegExp(`xmlns:([\\w.-]+)\\s*=\\s*["']${uri}["']`))?.[1];
    if (prefix[name]) continue;
    prefix[name] = name;
    prefix.declare[`xmlns:${name}`] = uri;
  }
  return prefix;
}

/** What stands on an old diagram element and is not geometry stays: ids, colours, markers, expansion. */
function oldAttributes(di) {
  if (!di) return {};
  const kept = di.$descriptor.properties.filter(p => p.isAttr && !p.isReference && Object.hasOwn(di, p.name));
  const nameOf = p => (['bpmndi', 'di'].includes(p.ns.prefix) ? p.ns.localName : p.ns.name);
  return { ...Object.fromEntries(kept.map(p => [nameOf(p), di.get(p.ns.name)])), ...di.$attrs };
}

function shapeAttributes({ el, expanded }, old) {
  const attrs = { id: `${el.id}_di`, bpmnElement: el.id };
  if (is(el, 'Participant', 'Lane')) attrs.isHorizontal = true;
  if (is(el, 'ExclusiveGateway')) attrs.isMarkerVisible = true;
  if (is(el, 'SubProcess')) attrs.isExpanded = expanded;
  return { ...attrs, ...oldAttributes(old.elements.get(el.id)) };
}

const shifted = p => ({ x: Math.round(p.x + ORIGIN.x), y: Math.round(p.y + ORIGIN.y) });
const rounded = b => ({ ...shifted(b), width: Math.round(b.w), height: Math.round(b.h) });

/**
 * The text of one BPMNDiagram.
 * @param root the element drawn on the plane
 * @param drawing what `drawScope` returns
 * @param old {planes, elements}: the old diagram's planes and elements by the id of what they show
 */
export function writeDiagram(root, drawing, old, prefix, newline) {
  const { bpmndi, dc, di } = prefix, out = [], line = (depth, text) => out.push('  '.repeat(depth) + text);
  const bounds = (depth, b) => line(depth, `<${openTag(`${dc}:Bounds`, rounded(b))} />`);
  const label = id => {
    const b = drawing.labels.get(id);
    if (!b) return;
    line(4, `<${bpmndi}:BPMNLabel>`);
    bounds(5, b);
    line(4, `</${bpmndi}:BPMNLabel>`);
  };
  const plane = old.planes.get(root.id);
  const diagramId = plane?.$parent.id ?? `BPMNDiagram_${root.id}`;
  line(1, `<${openTag(`${bpmndi}:BPMNDiagram`, { ...prefix.declare, id: diagramId })}>`);
  line(2, `<${openTag(`${bpmndi}:BPMNPlane`, { id: plane?.id ?? `BPMNPlane_${root.id}`, bpmnElement: root.id })}>`);
  for (const shape of drawing.shapes) {
    line(3, `<${openTag(`${bpmndi}:BPMNShape`, shapeAttributes(shape, old))}>`);
    bounds(4, shape.box);
    label(shape.el.id);
    line(3, `</${bpmndi}:BPMNShape>`);
  }
  for (const { el, points } of drawing.lines) {
    const attrs = { id: `${el.id}_di`, bpmnElement: el.id, ...oldAttributes(old.elements.get(el.id)) };
    line(3, `<${openTag(`${bpmndi}:BPMNEdge`, attrs)}>`);
    for (const p of points) line(4, `<${openTag(`${di}:waypoint`, shifted(p))} />`);
    label(el.id);
    line(3, `</${bpmndi}:BPMNEdge>`);
  }
  line(2, `</${bpmndi}:BPMNPlane>`);
  line(1, `</${bpmndi}:BPMNDiagram>`);
  return out.join(newline) + newline;
}
