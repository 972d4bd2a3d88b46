import { compareValues } from '../../bson/compare.ts';
import { addNumbers, multiplyNumbers, type Numeric, toNumber } from '../../bson/numbers.ts';
import { type Doc, isDoc, isNumeric, type Value } from '../../bson/values.ts';
import type { Collation } from '../../collation/collation.ts';
import { commandError, locationError } from '../../errors.ts';
import { typeAlias } from '../../query/types.ts';
import { valueKey } from '../../query/value-key.ts';
import { Draft } from '../../update/draft.ts';
import { addUnits, type Unit, UNITS } from '../expressions/calendar.ts';
import { isNullish } from '../expressions/expression.ts';
import { valueAt } from '../expressions/field-path.ts';
import { checkedParts } from '../../query/checked-path.ts';
import { StageMemory } from '../memory.ts';
import { stageFields } from '../operand.ts';
import { sizeOf } from '../size-of.ts';
import { collectAll, inChunks, type StageCompiler } from '../stage.ts';

interface Densify {
  field: readonly string[];
  partition: readonly (readonly string[])[];
  step: Numeric;
  unit: Unit | undefined;
  bounds: 'full' | 'partition' | readonly [Value, Value];
}

interface Partition {
  /** The values of the fields that it has in common. */
  shared: Value[];
  entries: { value: Value; document: Doc }[];
}

/** From where to where values are made; `closed` when the upper end is one of them. */
interface Span {
  from: Value;
  to: Value;
  closed: boolean;
}

const MAX_MADE = 500_000;

/** `$densify`: documents for the values that are missing in a sequence */
export const densify: StageCompiler = (operand, { step, memoryLimit, options }, name) => {
  const plan = parse(stageFields(operand, name, ['field', 'partitionByFields', 'range']));
  const memory = new StageMemory(name, memoryLimit);
  return async function* (input) {
    memory.reset();
    const { without, partitions } = partitionsOf(await collectAll(input, memory), plan, options.collation);
    yield* inChunks(without);
    let made = 0;
    const count = (document: Doc): void => {
      step();
      made += 1;
      if (made > MAX_MADE)
        throw locationError(5897900, `Generated ${MAX_MADE} documents in $densify, which is the limit`);
      memory.grow(sizeOf(document));
    };
    const full = plan.bounds === 'full' ? spanOf(partitions.flatMap(({ entries }) => entries)) : undefined;
    for (const partition of partitions) {
      const span = Array.isArray(plan.bounds) ? given(plan.bounds) : (full ?? spanOf(partition.entries));
      yield* inChunks(dense(partition, span, plan, count));
    }
  };
};

const given = ([from = null, to = null]: readonly Value[]): Span => ({ from, to, closed: false });

function spanOf(entries: Partition['entries']): Span {
  let from = entries[0]?.value ?? null;
  let to = from;
  for (const { value } of entries) {
    if (compareValues(value, from) < 0) from = value;
    if (compareValues(value, to) > 0) to = value;
  }
  return { from, to, closed: true };
}

/** The documents of a partition and those made, in the order of the field. */
function dense({ entries }: Partition, span: Span, plan: Densify, count: (made: Doc) => void): Doc[] {
  const ordered: Doc[] = [];
  let at = 0;
  const upTo = (value: Value): boolean => {
    let met = false;
    for (let entry = entries[at]; entry !== undefined; entry = entries[at]) {
      const order = compareValues(entry.value, value);
      if (order > 0) break;
      met ||= order === 0;
      ordered.push(entry.document);
      at += 1;
    }
    return met;
  };
  for (let index = 0; ; index += 1) {
    const value = moved(span.from, plan, index);
    const order = compareValues(value, span.to);
    if (order > 0 || (order === 0 && !span.closed)) break;
    if (upTo(value)) continue;
    // Where a collation calls different texts equal, those of the next document count.
    const made = document((entries[at] ?? entries.at(-1))?.document, value, plan);
    count(made);
    ordered.push(made);
  }
  for (const entry of entries.slice(at)) ordered.push(entry.document);
  return ordered;
}

function moved(from: Value, { step, unit }: Densify, index: number): Value {
  if (from instanceof Date && unit !== undefined) return addUnits(from, unit, toNumber(step) * index, 'UTC');
  return isNumeric(from) ? addNumbers(from, multiplyNumbers(step, index)) : from;
}

function document(sample: Doc | undefined, value: Value, { field, partition }: Densify): Doc {
  const draft = new Draft(new Map<string, Value>());
  for (const path of partition) {
    const shared = sample && valueAt(sample, path, 0);
    if (shared !== undefined) draft.set(path, shared);
  }
  draft.set(field, value);
  return draft.root;
}

/** Documents without the field, and the others by their partitions, in the order of what these have in common. */
function partitionsOf(documents: readonly Doc[], plan: Densify, collation: Collation | undefined) {
  const without: Doc[] = [];
  const partitions = new Map<string, Partition>();
  for (const one of documents) {
    const value = valueAt(one, plan.field, 0);
    if (isNullish(value)) {
      without.push(one);
      continue;
    }
    checkValue(value, plan);
    const shared = plan.partition.map((path) => valueAt(one, path, 0) ?? null);
    const key = valueKey(shared, collation);
    const present = partitions.get(key);
    if (present === undefined) partitions.set(key, { shared, entries: [{ value, document: one }] });
    else present.entries.push({ value, document: one });
  }
  for (const { entries } of partitions.values()) entries.sort((a, b) => compareValues(a.value, b.value));
  const inOrder = [...partitions.values()].sort((a, b) => compareValues(a.shared, b.shared, collation));
  return { without, partitions: inOrder };
}

function checkValue(value: Value, { unit }: Densify): void {
  if (unit === undefined && !isNumeric(value))
    throw locationError(
      5733201,
      `Densify field type must be numeric without a unit, found ${typeAlias(value)}`,
    );
  if (unit !== undefined && !(value instanceof Date))
    throw locationError(6053600, `Densify field type must be a date with a unit, found ${typeAlias(value)}`);
}

function parse(fields: Doc): Densify {
  const [field, range] = [fields.get('field'), fields.get('range')];
  const partition = fields.get('partitionByFields') ?? [];
  if (typeof field !== 'string') throw commandError('FailedToParse', "$densify requires a 'field' name");
  if (!isDoc(range)) throw commandError('FailedToParse', "$densify requires a 'range' object");
  if (!Array.isArray(partition))
    throw commandError('FailedToParse', "'partitionByFields' of $densify must be an array");
  stageFields(range, 'the range of $densify', ['step', 'unit', 'bounds']);
  const [step, unitName] = [range.get('step'), range.get('unit')];
  if (!isNumeric(step) || !(toNumber(step) > 0))
    throw locationError(
      5733401,
      'the step parameter in a range statement must be a strictly positive numeric value',
    );
  const unit = UNITS.find((one) => one === unitName);
  if (unitName !== undefined && unit === undefined)
    throw commandError('FailedToParse', "the 'unit' of $densify must be a time unit");
  if (unit !== undefined && !Number.isSafeInteger(toNumber(step)))
    throw locationError(6586400, 'a step parameter with a unit must be a whole number');
  if (range.get('bounds') === 'partition' && partition.length === 0)
    throw locationError(5733408, "the bounds 'partition' need 'partitionByFields'; 'full' may be meant");
  return {
    field: checkedParts(field),
    partition: partition.map((one) => {
      if (typeof one === 'string') return checkedParts(one);
      throw commandError('FailedToParse', "'partitionByFields' of $densify must be an array of field names");
    }),
    step,
    unit,
    bounds: boundsOf(range.get('bounds'), unit),
  };
}

function boundsOf(bounds: Value | undefined, unit: Unit | undefined): Densify['bounds'] {
  if (bounds === 'full' || bounds === 'partition') return bounds;
  const [from, to, more] = Array.isArray(bounds) ? bounds : [];
  const fits = (value: Value | undefined): value is Value =>
    unit === undefined ? isNumeric(value) : value instanceof Date;
  if (more !== undefined || !fits(from) || !fits(to))
    throw locationError(
      5946800,
      "a bounding array must have two values, numeric without 'unit', dates with it; otherwise it is 'full' or 'partition'",
    );
  if (compareValues(from, to) > 0)
    throw locationError(5733402, 'the bounds in a range statement must be in ascending order');
  return [from, to];
}
