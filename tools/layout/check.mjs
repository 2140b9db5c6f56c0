// Reports what is wrong with the drawing in BPMN files; exits 1 if anything is. It reads only the finished file.
// node tools/layout/check.mjs a.bpmn …        (--numbers: also the bends and crossings of each file)
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { BpmnModdle } from 'bpmn-moddle';
import { checkFlows, countNumbers } from './check_flows.mjs';
import { checkLabels } from './check_labels.mjs';
import { checkShapes } from './check_shapes.mjs';
import { is } from './elements.mjs';
import { readPlanes } from './plane.mjs';

const DRAWN = ['FlowNode', 'Participant', 'Lane', 'TextAnnotation', 'Group', 'DataObjectReference',
  'DataStoreReference', 'SequenceFlow', 'MessageFlow', 'Association', 'DataInputAssociation', 'DataOutputAssociation'];
const CHILDREN = ['rootElements', 'participants', 'messageFlows', 'artifacts', 'laneSets', 'lanes', 'flowElements',
  'dataInputAssociations', 'dataOutputAssociations'];

function elementsIn(el) {
  const children = [...CHILDREN.flatMap(key => el[key] ?? []), ...(el.childLaneSet ? [el.childLaneSet] : [])];
  return [...(is(el, ...DRAWN) ? [el] : []), ...children.flatMap(elementsIn)];
}

/**
 * The findings of one file, one sentence each: "<kind>: <element> / <element>".
 * @param {string} xml the text of a .bpmn file
 */
export async function check(xml) {
  const { rootElement: definitions, warnings } = await new BpmnModdle().fromXML(xml);
  const found = warnings.map(w => `import: ${w.message}`);
  const nameOf = el => `${el.id}${el.name ? ` (${el.name})` : ''}`;
  const report = (kind, ...els) => found.push(`${kind}: ${els.map(nameOf).join(' / ')}`);
  const planes = readPlanes(definitions);
  const drawn = new Set(planes.flatMap(p => [...p.shapes, ...p.edges]).map(i => i.el));
  const all = elementsIn(definitions), hasPool = all.some(el => is(el, 'Participant'));
  for (const el of all) if (!drawn.has(el) && (hasPool || !is(el, 'Lane'))) report('not drawn', el);
  for (const plane of planes) {
    checkShapes(plane, report);
    checkFlows(plane, report);
    checkLabels(plane, report);
  }
  return found;
}

/** What a reader pays although nothing is wrong: {flows, bends, crossings}. */
export async function numbers(xml) {
  const { rootElement: definitions } = await new BpmnModdle().fromXML(xml);
  const sum = { flows: 0, bends: 0, crossings: 0 };
  for (const plane of readPlanes(definitions)) {
    for (const [key, value] of Object.entries(countNumbers(plane))) sum[key] += value;
  }
  return sum;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { numbers: { type: 'boolean' } } });
  if (!positionals.length) throw new Error('usage: node tools/layout/check.mjs a.bpmn …');
  for (const file of positionals) {
    const xml = readFileSync(file, 'utf8'), found = await check(xml);
    for (const line of found) console.log(`${file}: ${line}`);
    if (found.length) process.exitCode = 1;
    if (!values.numbers) continue;
    const { flows, bends, crossings } = await numbers(xml);
    console.log(`${file}: ${flows} flows, ${bends} bends, ${crossings} crossings`);
  }
}
