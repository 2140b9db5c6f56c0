// Reports what the Modeler would not understand in BPMN files, and what its linter finds; exits 1 if there is anything.
// node tools/moddle_check.mjs a.bpmn …
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { BpmnModdle } from 'bpmn-moddle';

const require = createRequire(import.meta.url);
const camunda = require('camunda-bpmn-moddle/resources/camunda.json');
const { Linter } = require('bpmnlint'), recommended = require('bpmnlint/config/recommended');
const StaticResolver = require('bpmnlint/lib/resolver/static-resolver');

// Attributes that the Modeler itself writes and moddle knows no type for.
const FOREIGN = /^(xmlns(:|$)|modeler:execution|xsi:(schemaLocation|type)$|bioc:|color:)/;
const NOT_OURS = { // rules of the linter that do not hold here
  'no-inclusive-gateway': 'the engine executes inclusive gateways, and the policy needs them',
  'no-overlapping-elements': 'tools/layout/check.mjs looks closer',
  'fake-join': 'flows that meet at an activity or event need no gateway: each token runs on (BPMN 2.0, 13.3.1)',
  'no-gateway-join-fork': 'an exclusive gateway that also merges is read without doubt',
  'superfluous-label': 'a name on a parallel branch tells the reader what it is for',
  'no-bpmndi': 'tools/layout/check.mjs reports what is not drawn',
};

function linter() {
  const names = Object.keys(recommended.rules).filter(name => !(name in NOT_OURS));
  const cache = Object.fromEntries(names.map(name => [`rule:bpmnlint/${name}`, require(`bpmnlint/rules/${name}`)]));
  const rules = Object.fromEntries(names.map(name => [name, 'error']));
  return new Linter({ config: { rules }, resolver: new StaticResolver(cache) });
}

const isElement = value => Boolean(value?.$type);
const childrenOf = el =>
  Object.entries(el).filter(([key]) => !key.startsWith('$')).flatMap(([, value]) => value).filter(isElement);

/** All elements of a document; references lead to elements that are met anyway. */
function everything(root) {
  const met = new Set([root]);
  for (const el of met) for (const child of childrenOf(el)) met.add(child);
  return [...met];
}

const place = el => {
  for (let owner = el; owner; owner = owner.$parent) if (owner.id) return owner.id;
  return el.$type;
};

/** Attributes and extension elements that neither BPMN nor Camunda 7 defines. */
function unknownParts(root) {
  return everything(root).flatMap(el => {
    if (el.$descriptor.isGeneric) return [`unknown element: ${el.$type} at ${place(el)}`];
    const unknown = Object.keys(el.$attrs ?? {}).filter(key => !FOREIGN.test(key));
    return unknown.map(key => `unknown attribute: ${key} at ${place(el)}`);
  });
}

/**
 * The findings of one file, one sentence each.
 * @param {string} xml the text of a .bpmn file
 */
export async function checkModel(xml) {
  const { rootElement, warnings } = await new BpmnModdle({ camunda }).fromXML(xml);
  const lint = Object.entries(await linter().lint(rootElement))
    .flatMap(([rule, reports]) => reports.map(r => `${rule}: ${r.message} at ${r.id}`));
  return [...warnings.map(w => `import: ${w.message}`), ...unknownParts(rootElement), ...lint];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const files = process.argv.slice(2);
  if (!files.length) throw new Error('usage: node tools/moddle_check.mjs a.bpmn …');
  for (const file of files) {
    const found = await checkModel(readFileSync(file, 'utf8'));
    for (const line of found) console.log(`${file}: ${line}`);
    if (found.length) process.exitCode = 1;
  }
}
