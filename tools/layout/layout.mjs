// Lays out the diagram of a BPMN file anew, left to right. Only the BPMNDiagram part of the text is replaced.
// node tools/layout/layout.mjs in.bpmn [out.bpmn]     (without out.bpmn the file itself is rewritten)
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { BpmnModdle } from 'bpmn-moddle';
import { prefixesOf, splitText, writeDiagram } from './diagram_text.mjs';
import { drawScope } from './drawing.mjs';
import { is } from './elements.mjs';

function readOld(definitions) {
  const old = { planes: new Map(), elements: new Map() };
  for (const { plane } of definitions.diagrams ?? []) {
    if (plane?.bpmnElement) old.planes.set(plane.bpmnElement.id, plane);
    for (const e of plane?.planeElement ?? []) if (e.bpmnElement) old.elements.set(e.bpmnElement.id, e);
  }
  return old;
}

/** Collapsed subprocesses with content: each is drawn on a plane of its own. */
function collapsedIn(scope, isExpanded) {
  return (scope?.flowElements ?? []).filter(el => is(el, 'SubProcess'))
    .flatMap(el => [...(!isExpanded(el) && el.flowElements?.length ? [el] : []), ...collapsedIn(el, isExpanded)]);
}

/**
 * The same file with its diagram drawn anew. The same input gives the same output; laying out twice changes nothing.
 * @param {string} xml the text of a .bpmn file
 * @throws Error for lanes within lanes and groups, which are not drawn
 */
export async function layout(xml) {
  const { rootElement: definitions } = await new BpmnModdle().fromXML(xml), old = readOld(definitions);
  const isExpanded = el => old.elements.get(el.id)?.isExpanded ?? !old.planes.has(el.id);
  const rootOf = type => definitions.rootElements.find(el => is(el, type));
  const root = rootOf('Collaboration') ?? rootOf('Process');
  if (!root) throw new Error('the file holds no process');
  const processes = is(root, 'Collaboration') ? root.participants.map(p => p.processRef) : [root];
  const planes = [root, ...processes.flatMap(p => collapsedIn(p, isExpanded))];
  const { before, after, newline } = splitText(xml), prefix = prefixesOf(before);
  const written = planes.map(plane => writeDiagram(plane, drawScope(plane, isExpanded), old, prefix, newline));
  return before + written.join('') + after;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [input, output = input] = process.argv.slice(2);
  if (!input) throw new Error('usage: node tools/layout/layout.mjs in.bpmn [out.bpmn]');
  writeFileSync(output, await layout(readFileSync(input, 'utf8')));
}
