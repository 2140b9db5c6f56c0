/**
 * The Node side of bench/feel_speed.py: the same condition and the same table on feelin, as a caller of it would write.
 * Reads one JSON line with the work, then one line per round: {"what", "rounds"}; answers {"seconds", "values"}.
 */
import { createInterface } from 'node:readline';
import { evaluate, unaryTest } from '@bpmn-io/feelin';

/** The outputs of the rules that hold, all of which have to be asked: the table is UNIQUE. */
function decide(table, variables) {
  const values = table.inputs.map(input => evaluate(input, variables).value);
  const holding = table.rules.filter(rule => rule.inputs.every((cell, index) =>
    cell === '-' || unaryTest(cell, { ...variables, '?': values[index] }).value === true));
  return holding.map(rule => evaluate(rule.output, variables).value);
}

let work;
const doings = {
  condition: variables => evaluate(work.condition, variables).value,
  table: variables => decide(work.table, variables)
};

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line);
  if (!work) {
    work = message;
    continue;
  }
  const doing = doings[message.what];
  let values;
  const begin = performance.now();
  for (let round = 0; round < message.rounds; round++) {
    values = work.cases.map(doing);
  }
  console.log(JSON.stringify({ seconds: (performance.now() - begin) / 1000, values }));
}
