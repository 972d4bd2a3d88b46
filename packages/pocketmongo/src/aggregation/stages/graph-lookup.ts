import { toNumber } from '../../bson/numbers.ts';
import { doc, type Doc, isDoc, isNumeric, type Value } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import { valueKey } from '../../query/value-key.ts';
import { compileExpression, evaluate } from '../expressions/compile.ts';
import type { Expression } from '../expressions/expression.ts';
import { valueAt } from '../expressions/field-path.ts';
import { checkedParts } from '../../query/checked-path.ts';
import { StageMemory } from '../memory.ts';
import { requiredText, stageFields } from '../operand.ts';
import { sizeOf } from '../size-of.ts';
import type { StageCompiler, StageContext } from '../stage.ts';
import { withField } from '../with-field.ts';

interface GraphLookup {
  from: string;
  startWith: Expression;
  connectFrom: readonly string[];
  connectTo: string;
  as: readonly string[];
  maxDepth: number;
  depthField: readonly string[] | undefined;
  restrict: Doc | undefined;
}

const FIELDS = [
  'from', 'startWith', 'connectFromField', 'connectToField', 'as', 'maxDepth', 'depthField', 'restrictSearchWithMatch',
]; // prettier-ignore

/** `$graphLookup`: breadth first from the start values, each document of the other collection once */
export const graphLookup: StageCompiler = (operand, context, name) => {
  const plan = parse(operand, context, name);
  const memory = new StageMemory(name, context.memoryLimit);
  return async function* (input) {
    for await (const documents of input) {
      const joined: Doc[] = [];
      for (const document of documents) {
        memory.reset();
        joined.push(withField(document, plan.as, await search(document, plan, context, memory)));
      }
      yield joined;
    }
  };
};

async function search(
  document: Doc,
  plan: GraphLookup,
  context: StageContext,
  memory: StageMemory,
): Promise<Doc[]> {
  const found = new Map<string, Doc>();
  const asked = new Set<string>();
  let frontier = fresh(spread(evaluate(plan.startWith, document, context.options)), asked);
  for (let depth = 0; frontier.length > 0 && depth <= plan.maxDepth; depth += 1) {
    const next: Value[] = [];
    for await (const documents of connected(frontier, plan, context)) {
      for (const one of documents) {
        context.step();
        const key = valueKey(one.get('_id') ?? null);
        if (found.has(key)) continue;
        memory.grow(sizeOf(one));
        found.set(key, withDepth(one, plan, depth));
        next.push(...spread(valueAt(one, plan.connectFrom, 0)));
      }
    }
    frontier = fresh(next, asked);
  }
  return [...found.values()];
}

const spread = (value: Value | undefined): Value[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

/** The values that were not asked for before. */
function fresh(values: readonly Value[], asked: Set<string>): Value[] {
  return values.filter((value) => {
    const key = valueKey(value);
    if (asked.has(key)) return false;
    asked.add(key);
    return true;
  });
}

function connected(
  values: readonly Value[],
  { from, connectTo, restrict }: GraphLookup,
  context: StageContext,
) {
  const points = doc({ [connectTo]: doc({ $in: [...values] }) });
  const filter = restrict === undefined ? points : doc({ $and: [points, restrict] });
  return context.readCollection(
    from,
    [doc({ $match: filter })],
    context.options.variables ?? new Map(),
    '$lookup',
  );
}

function withDepth(document: Doc, { depthField }: GraphLookup, depth: number): Doc {
  return depthField === undefined ? document : withField(document, depthField, BigInt(depth));
}

function parse(operand: Value, context: StageContext, name: string): GraphLookup {
  const { options } = context;
  const fields = stageFields(operand, name, FIELDS);
  const startWith = fields.get('startWith');
  if (startWith === undefined) throw locationError(40105, '$graphLookup requires a startWith expression');
  const depth = fields.get('depthField');
  if (depth !== undefined && (typeof depth !== 'string' || depth.startsWith('$'))) {
    throw locationError(40103, "a string without '$' is expected for depthField of $graphLookup");
  }
  const restrict = fields.get('restrictSearchWithMatch');
  if (restrict !== undefined && !isDoc(restrict)) {
    throw locationError(40185, 'restrictSearchWithMatch must be an object');
  }
  const from = requiredText(fields, 'from', name);
  if (restrict !== undefined)
    context.check([doc({ $match: restrict })], { ...context, collection: from, within: '$lookup' });
  return {
    from,
    startWith: compileExpression(startWith, options),
    connectFrom: checkedParts(requiredText(fields, 'connectFromField', name)),
    connectTo: checkedParts(requiredText(fields, 'connectToField', name)).join('.'),
    as: checkedParts(requiredText(fields, 'as', name)),
    maxDepth: depthLimit(fields.get('maxDepth')),
    depthField: depth === undefined ? undefined : checkedParts(depth),
    restrict,
  };
}

function depthLimit(value: Value | undefined): number {
  if (value === undefined) return Number.POSITIVE_INFINITY;
  if (!isNumeric(value)) throw locationError(40100, 'maxDepth requires a numeric argument');
  const number = toNumber(value);
  if (number < 0) throw locationError(40101, 'maxDepth requires a nonnegative argument');
  if (!Number.isSafeInteger(number))
    throw locationError(40102, 'maxDepth could not be represented as a long long');
  return number;
}
