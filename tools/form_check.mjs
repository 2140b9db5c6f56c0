// Imports .form files with form-js's own importer, without a browser; exits 1 if one is not accepted.
// node tools/form_check.mjs a.form …
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/** form-js makes a key event and an element while it is loaded; nothing of the import uses them. */
function loadFormJs() {
  globalThis.KeyboardEvent ??= class {};
  globalThis.document ??= { createElement: () => ({}) };
  return createRequire(import.meta.url)('@bpmn-io/form-js-viewer');
}
const formJs = loadFormJs();

const fillIn = (text, values = {}) => text.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? key);

function importer() {
  const events = { on: () => {}, fire: () => {} };
  const formFields = new formJs.FormFields(), registry = new formJs.FormFieldRegistry(events);
  const paths = new formJs.PathRegistry(registry, formFields, { get: () => undefined });
  const factory = new formJs.FieldFactory(registry, paths, formFields, fillIn);
  return { formFields, import: new formJs.Importer(registry, paths, factory, new formJs.FormLayouter(events)) };
}

const componentsOf = field => (field.components ?? []).flatMap(child => [child, ...componentsOf(child)]);

/** What form-js would show as "not supported", or without a name. */
function unsuitable(schema, formFields) {
  return componentsOf(schema).flatMap(field => {
    const known = formFields.get(field.type), name = field.id ?? field.key ?? field.type;
    if (!known) return [`unknown type: ${field.type} at ${name}`];
    if (known.config.keyed && !field.key) return [`no key: ${name}`];
    return [];
  });
}

/**
 * The findings of one form, one sentence each.
 * @param {string} text the content of a .form file
 */
export function checkForm(text) {
  let schema;
  try {
    schema = JSON.parse(text);
  } catch (error) {
    return [`not JSON: ${error.message}`];
  }
  const { formFields, import: importForm } = importer(), found = unsuitable(schema, formFields);
  if (schema.type !== 'default') found.push(`type is not "default": ${schema.type}`);
  if (!(schema.schemaVersion <= formJs.schemaVersion)) {
    found.push(`schemaVersion is not up to ${formJs.schemaVersion}: ${schema.schemaVersion}`);
  }
  if (found.length) return found;
  try {
    importForm.importSchema(schema);
    return [];
  } catch (error) {
    return [`import: ${error.message}`];
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const files = process.argv.slice(2);
  if (!files.length) throw new Error('usage: node tools/form_check.mjs a.form …');
  for (const file of files) {
    const found = checkForm(readFileSync(file, 'utf8'));
    for (const line of found) console.log(`${file}: ${line}`);
    if (found.length) process.exitCode = 1;
  }
}
