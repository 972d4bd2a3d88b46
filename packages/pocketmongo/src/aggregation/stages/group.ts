import { type Doc, isDoc, isNumeric, type Value } from '../../bson/values.ts';
import { commandError, locationError } from '../../errors.ts';
import { valueKey } from '../../query/value-key.ts';
import { ACCUMULATORS } from '../accumulators/accumulators.ts';
import type { Accumulator, AccumulatorFactory } from '../accumulators/accumulator.ts';
import { createCompiler, variablesOf } from '../expressions/compile.ts';
import type { Compiler } from '../expressions/expression.ts';
import { StageMemory } from '../memory.ts';
import { inChunks, type StageCompiler } from '../stage.ts';

interface Field {
  name: string;
  create: AccumulatorFactory;
}

interface Group {
  id: Value;
  accumulators: readonly Accumulator[];
}

/** `$group` */
export const group: StageCompiler = (operand, { options, step, memoryLimit }, name) => {
  if (!isDoc(operand)) throw locationError(15947, "a group's fields must be specified in an object");
  const memory = new StageMemory(name, memoryLimit);
  const compiler = createCompiler(options, (bytes) => memory.grow(bytes));
  const idOperand = operand.get('_id');
  if (idOperand === undefined) throw locationError(15955, 'a group specification must include an _id');
  checkId(idOperand);
  const id = compiler.expression(idOperand);
  const fields = groupFields(operand, compiler);
  const variables = variablesOf(options);
  return async function* (input) {
    memory.reset();
    const groups = new Map<string, Group>();
    for await (const documents of input) {
      for (const root of documents) {
        step();
        const scope = { root, variables };
        const value = id(scope) ?? null;
        const key = valueKey(value, options.collation);
        let found = groups.get(key);
        if (found === undefined) {
          found = { id: value, accumulators: fields.map(({ create }) => create()) };
          groups.set(key, found);
          memory.grow(key.length + 64 * (fields.length + 1));
        }
        for (const accumulator of found.accumulators) accumulator.add(scope);
      }
    }
    yield* inChunks([...groups.values()].map((one) => resultOf(one, fields)));
  };
};

/** A number or a boolean in a compound `_id` would look like the field of a projection. */
function checkId(operand: Value): void {
  if (!isDoc(operand)) return;
  const [first = ''] = operand.keys();
  if (first.startsWith('$')) return;
  for (const value of operand.values())
    if (typeof value === 'boolean' || isNumeric(value))
      throw locationError(17390, '$group does not support inclusion-style expressions');
}

/** The accumulators of `$group` and `$bucket`. */
export function groupFields(operand: Doc, compiler: Compiler): Field[] {
  const fields: Field[] = [];
  for (const [name, accumulator] of operand) {
    if (name === '_id') continue;
    if (name.startsWith('$'))
      throw locationError(40236, `The field name '${name}' cannot be an operator name`);
    if (name.includes('.')) throw locationError(40235, `The field name '${name}' cannot contain '.'`);
    const [[operator, argument] = ['', null]] = isDoc(accumulator) ? accumulator : [];
    if (!isDoc(accumulator) || !operator.startsWith('$'))
      throw locationError(40234, `The field '${name}' must be an accumulator object`);
    if (accumulator.size !== 1)
      throw locationError(40238, `The field '${name}' must specify one accumulator`);
    const compile = ACCUMULATORS.get(operator);
    if (operator === '$accumulator')
      throw commandError('CommandNotSupported', `${operator} is not supported`);
    if (compile === undefined) throw locationError(15952, `unknown group operator '${operator}'`);
    if (Array.isArray(argument))
      throw locationError(40237, `The ${operator} accumulator is a unary operator`);
    fields.push({ name, create: compile(argument, compiler) });
  }
  return fields;
}

function resultOf({ id, accumulators }: Group, fields: readonly Field[]): Doc {
  const result: Doc = new Map([['_id', id]]);
  accumulators.forEach((accumulator, index) => {
    const value = accumulator.result();
    const name = fields[index]?.name;
    if (name !== undefined && value !== undefined) result.set(name, value);
  });
  return result;
}
