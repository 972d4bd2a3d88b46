import { compareValues } from '../../bson/compare.ts';
import { toNumber } from '../../bson/numbers.ts';
import { doc, type Doc, isDoc, isNumeric, type Value } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import type { Accumulator } from '../accumulators/accumulator.ts';
import { createCompiler, variablesOf } from '../expressions/compile.ts';
import { StageMemory } from '../memory.ts';
import { sizeOf } from '../size-of.ts';
import { type Chunks, inChunks, type StageCompiler } from '../stage.ts';
import { groupFields } from './group.ts';
import { granularityOf, type Granularity } from './granularity.ts';

interface Placed {
  value: Value;
  document: Doc;
}

/** `$bucketAuto`: so many buckets of about equal size */
export const bucketAuto: StageCompiler = (operand, { options, step, memoryLimit }, name) => {
  const { groupBy, buckets, output, granularity } = parse(operand);
  const memory = new StageMemory(name, memoryLimit);
  const compiler = createCompiler(options, (bytes) => memory.grow(bytes));
  const expression = compiler.expression(groupBy);
  const fields = groupFields(output, compiler);
  const variables = variablesOf(options);
  return async function* (input) {
    memory.reset();
    const sorted = (await placed(input)).sort((a, b) => {
      step();
      return compareValues(a.value, b.value, options.collation);
    });
    yield* inChunks(bucketsOf(sorted, buckets, granularity, options.collation).map(result));
  };

  async function placed(input: Chunks): Promise<Placed[]> {
    const all: Placed[] = [];
    for await (const documents of input) {
      for (const document of documents) {
        step();
        memory.grow(sizeOf(document));
        const value = expression({ root: document, variables }) ?? null;
        if (granularity !== undefined) checkGranular(value);
        all.push({ value, document });
      }
    }
    return all;
  }

  function result({ min, max, members }: Bucket): Doc {
    const made = doc({ _id: doc({ min, max }) });
    for (const { name: field, create } of fields) {
      const accumulator: Accumulator = create();
      for (const { document } of members) accumulator.add({ root: document, variables });
      const value = accumulator.result();
      if (value !== undefined) made.set(field, value);
    }
    return made;
  }
};

interface Bucket {
  min: Value;
  max: Value;
  members: readonly Placed[];
}

function bucketsOf(
  sorted: readonly Placed[],
  count: number,
  granularity: Granularity | undefined,
  collation: Parameters<typeof compareValues>[2],
): Bucket[] {
  const size = Math.max(1, Math.round(sorted.length / count));
  const made: Bucket[] = [];
  let from = 0;
  let lower: Value | undefined;
  while (from < sorted.length) {
    const last = made.length === count - 1;
    let to = last ? sorted.length : Math.min(sorted.length, from + size);
    const edge = sorted[to - 1]?.value ?? null;
    // Equal values stay in one bucket.
    let bound = granularity === undefined ? edge : granularity.above(numberOf(edge));
    const belongs = (value: Value): boolean => {
      const order = compareValues(value, bound, collation);
      return granularity === undefined ? order === 0 : order < 0;
    };
    while (to < sorted.length && belongs(sorted[to]?.value ?? null)) to += 1;
    const next = sorted[to]?.value;
    if (granularity === undefined) bound = next ?? sorted[to - 1]?.value ?? null;
    const min: Value =
      lower ??
      (granularity === undefined
        ? (sorted[from]?.value ?? null)
        : granularity.below(numberOf(sorted[from]?.value ?? null)));
    made.push({ min, max: bound, members: sorted.slice(from, to) });
    lower = bound;
    from = to;
  }
  return made;
}

const numberOf = (value: Value): number => (isNumeric(value) ? toNumber(value) : 0);

function checkGranular(value: Value): void {
  if (!isNumeric(value))
    throw locationError(40258, '$bucketAuto can specify a granularity with numeric boundaries only');
  const number = toNumber(value);
  if (Number.isNaN(number))
    throw locationError(
      40259,
      '$bucketAuto can specify a granularity with numeric boundaries only, but found NaN',
    );
  if (number < 0)
    throw locationError(40260, '$bucketAuto can specify a granularity with non-negative numbers only');
}

function parse(operand: Value) {
  if (!isDoc(operand)) throw locationError(40240, 'The argument to $bucketAuto must be an object');
  for (const key of operand.keys()) {
    if (!['groupBy', 'buckets', 'output', 'granularity'].includes(key))
      throw locationError(40245, `Unrecognized option to $bucketAuto: ${key}.`);
  }
  const [groupBy, buckets] = [operand.get('groupBy'), operand.get('buckets')];
  if (groupBy === undefined || buckets === undefined)
    throw locationError(40246, "$bucketAuto requires 'groupBy' and 'buckets' to be specified.");
  if (!isExpression(groupBy))
    throw locationError(
      40239,
      "The $bucketAuto 'groupBy' field must be defined as a $-prefixed path or an expression object",
    );
  if (!isNumeric(buckets))
    throw locationError(40241, "The $bucketAuto 'buckets' field must be a numeric value");
  const count = toNumber(buckets);
  if (!Number.isInteger(count) || count > 0x7fff_ffff)
    throw locationError(40242, "The $bucketAuto 'buckets' field must be representable as a 32-bit integer");
  if (count <= 0) throw locationError(40243, "The $bucketAuto 'buckets' field must be greater than 0");
  const output = operand.get('output') ?? doc({});
  if (!isDoc(output) || operand.get('output') === null)
    throw locationError(40244, "The $bucketAuto 'output' field must be an object");
  const granularity = operand.get('granularity');
  return {
    groupBy,
    buckets: count,
    output: output.size > 0 ? output : doc({ count: doc({ $sum: 1 }) }),
    granularity: granularity === undefined ? undefined : granularityOf(granularity),
  };
}

/** A path or an operator: what is read from a document. */
export const isExpression = (value: Value): boolean =>
  (typeof value === 'string' && value.startsWith('$')) ||
  (isDoc(value) && [...value.keys()][0]?.startsWith('$') === true);
