// Evaluates expressions as form-js does, with its own FEEL: one JSON object a line in, one a line out.
// echo '{"expression": "=a > 1", "data": {"a": 2}}' | node tools/form_feel.mjs
// With "test" true as a condition for hide and readonly, else as a value. Answers {"value": …} or {"error": "…"}.
import { createInterface } from 'node:readline';
import { evaluate, unaryTest } from '@bpmn-io/feelin';

/** What form-js has in mind but JSON has not: dates, durations, ranges, functions, NaN. */
function writeValue(value) {
  if (value === undefined) return null;
  if (typeof value === 'number' && !Number.isFinite(value)) return { $: String(value) };
  if (Array.isArray(value)) return value.map(writeValue);
  if (value === null || typeof value !== 'object') return typeof value === 'function' ? { $: 'function' } : value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return { $: value.constructor.name, text: String(value) };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, writeValue(inner)]));
}

function answer({ expression, data, test }) {
  try {
    return { value: writeValue((test ? unaryTest : evaluate)(expression.slice(1), data ?? {}).value) };
  } catch (error) {
    return { error: String(error.message) };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim()) process.stdout.write(`${JSON.stringify(answer(JSON.parse(line)))}\n`);
}
