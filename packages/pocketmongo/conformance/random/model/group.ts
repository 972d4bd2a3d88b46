import { Int32, type Decimal128, type Double, type Long } from 'bson';
import { average, calculate } from './exact.ts';
import { evaluate } from './expression.ts';
import { compare, type Doc, equal, type Found, isDoc, isNumber, ModelError, type Value } from './values.ts';

type Accumulator = (values: readonly Found[]) => Found;

const present = (values: readonly Found[]): Value[] =>
  values.filter((value) => value !== undefined && value !== null);

function sum(values: readonly Found[]): Int32 | Long | Double | Decimal128 {
  const numbers = values.filter(isNumber);
  return numbers.reduce((total, value) => calculate('add', total, value, 'double'), new Int32(0));
}

function extreme(sign: number): Accumulator {
  return (values) =>
    present(values).reduce<Found>(
      (best, value) => (best === undefined || compare(value, best) * sign > 0 ? value : best),
      undefined,
    ) ?? null;
}

const ACCUMULATORS: Readonly<Record<string, Accumulator>> = {
  $sum: sum,
  $avg: (values) => {
    const numbers = values.filter(isNumber);
    return numbers.length === 0 ? null : average(sum(numbers), numbers.length);
  },
  $min: extreme(-1),
  $max: extreme(1),
  $first: (values) => values[0] ?? null,
  $last: (values) => values.at(-1) ?? null,
  $push: (values) => values.filter((value) => value !== undefined),
  $addToSet: (values) => {
    const set: Value[] = [];
    for (const value of values)
      if (value !== undefined && !set.some((one) => equal(one, value))) set.push(value);
    return set.sort(compare);
  },
  $count: (values) => new Int32(values.length),
};

/** `$group`, the groups in the order in which they turn up. */
export function groupDocuments(specification: Doc, documents: readonly Doc[]): Doc[] {
  const id = specification.get('_id');
  if (id === undefined) throw new ModelError(15955);
  const fields = [...specification].filter(([name]) => name !== '_id');
  for (const [, operation] of fields) accumulate(operation, []);
  const groups: { id: Found; members: Doc[] }[] = [];
  for (const document of documents) {
    const key = evaluate(id, document);
    // Missing and null are one group.
    const group = groups.find((one) => equal(one.id ?? null, key ?? null));
    if (group === undefined) groups.push({ id: key, members: [document] });
    else group.members.push(document);
  }
  return groups.map(({ id: key, members }) => {
    const row: Doc = new Map([['_id', key ?? null]]);
    for (const [name, operation] of fields) row.set(name, accumulate(operation, members));
    return row;
  });
}

function accumulate(operation: Value, members: readonly Doc[]): Value {
  const [[operator, operand] = ['', null]] = isDoc(operation) ? [...operation] : [];
  const accumulator = ACCUMULATORS[operator];
  if (accumulator === undefined) throw new ModelError(15952);
  return accumulator(members.map((document) => evaluate(operand, document))) ?? null;
}
