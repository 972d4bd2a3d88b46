import { type Decimal128, Double, Int32, Long } from 'bson';
import { average, calculate, exactOf, rounded, wholeOf } from './exact.ts';
import { evaluate } from './expression.ts';
import {
  compare, type Doc, equal, type Found, isDecimal, isDoc, isDouble, isInt, isInteger, isNumber, ModelError, type Numeric, type Value,
} from './values.ts'; // prettier-ignore

type Accumulator = (values: readonly Found[]) => Found;

const present = (values: readonly Found[]): Value[] =>
  values.filter((value) => value !== undefined && value !== null);

/** Exact, in the widest type that was met; integers that int64 does not hold become a double. */
function sum(values: readonly Found[]): Int32 | Long | Double | Decimal128 {
  const numbers = values.filter(isNumber);
  const integers = numbers.filter(isInteger);
  const decimals = numbers.filter(isDecimal);
  const doubles = numbers.filter(isDouble);
  const whole = integers.reduce((total, value) => total + (wholeOf(value) ?? 0n), 0n);
  if (decimals.length > 0)
    return [...decimals, ...(doubles.length > 0 ? [sumOfDoubles(doubles)] : [])].reduce<Numeric>(
      (total, value) => calculate('add', total, value, 'error'),
      rounded({ n: whole, e: 0 }),
    );
  if (doubles.length > 0) return sumOfDoubles([...doubles, ...integers]);
  return integers.every(isInt) && BigInt.asIntN(32, whole) === whole
    ? new Int32(Number(whole))
    : BigInt.asIntN(64, whole) === whole
      ? Long.fromBigInt(whole)
      : new Double(Number(whole));
}

/** Rounded once, at the end. */
function sumOfDoubles(values: readonly Numeric[]): Double {
  const parts = values.map(exactOf);
  const finite = parts.filter((part) => typeof part !== 'string');
  const special = parts.filter((part) => typeof part === 'string');
  if (special.length > 0) return new Double(special.reduce((total, part) => total + Number(part), 0));
  const e = Math.min(...finite.map((part) => part.e));
  const n = finite.reduce((total, part) => total + part.n * 10n ** BigInt(part.e - e), 0n);
  return new Double(Number(`${n}e${e}`));
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
