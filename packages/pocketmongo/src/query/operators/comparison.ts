import { compareValues, valuesEqual } from '../../bson/compare.ts';
import {
  BSONRegExp,
  BsonUndefined,
  Decimal128,
  Double,
  isDoc,
  MaxKey,
  MinKey,
  type Value,
} from '../../bson/values.ts';
import type { Collation } from '../../collation/collation.ts';
import { commandError } from '../../errors.ts';
import { leaf, not, type Condition } from '../conditions.ts';
import type { ValueTest } from '../paths.ts';
import { rawEquality, rawOrder } from '../raw/compare.ts';
import { regexTest } from '../regex.ts';
import { typeBracket } from '../types.ts';

type CollationOption = Collation | undefined;

/** `$eq`; null also means missing, arrays equal as a whole or by an element. */
export function equals(operand: Value, collation: CollationOption): Condition {
  return leaf(equalityTest(operand, collation), true, rawEquality(operand, collation));
}

/** `{field: value}`: equality, where a regular expression matches. */
export function equalsOrMatches(operand: Value, collation: CollationOption): Condition {
  return operand instanceof BSONRegExp ? leaf(regexTest(operand)) : equals(operand, collation);
}

function equalityTest(operand: Value, collation: CollationOption): ValueTest {
  if (operand instanceof BsonUndefined) throw commandError('BadValue', 'cannot compare to undefined');
  if (operand === null)
    return (value) => value === null || value === undefined || value instanceof BsonUndefined;
  if (typeof operand === 'string' && collation === undefined) {
    return (value) => value === operand || (typeof value === 'object' && valuesEqual(value, operand));
  }
  return (value) => value !== undefined && valuesEqual(value, operand, collation);
}

/** `$in`: any equal value; patterns match. */
export function oneOf(operand: Value, collation: CollationOption): Condition {
  if (!Array.isArray(operand)) throw commandError('BadValue', '$in needs an array');
  const strings = new Set<string>();
  const tests: ValueTest[] = [];
  for (const choice of operand) {
    if (isDoc(choice) && [...choice.keys()][0]?.startsWith('$') === true && !choice.has('$ref')) {
      throw commandError('BadValue', 'cannot nest $ under $in');
    }
    if (typeof choice === 'string' && collation === undefined) strings.add(choice);
    else if (choice instanceof BSONRegExp) tests.push(regexTest(choice));
    else tests.push(equalityTest(choice, collation));
  }
  return leaf((value, state) => {
    if (typeof value === 'string' && strings.has(value)) return true;
    for (const test of tests) if (test(value, state)) return true;
    return false;
  });
}

/** `$nin` */
export function noneOf(operand: Value, collation: CollationOption): Condition {
  if (!Array.isArray(operand)) throw commandError('BadValue', '$nin needs an array');
  return not([oneOf(operand, collation)]);
}

export type Order = '$lt' | '$lte' | '$gt' | '$gte';

/** `$lt`, `$lte`, `$gt`, `$gte`: within the operand's bracket of types. */
export function ordered(order: Order, operand: Value, collation: CollationOption): Condition {
  if (operand instanceof BSONRegExp) {
    throw commandError('BadValue', `Can't have RegEx as arg to predicate over field with ${order}.`);
  }
  if (operand instanceof BsonUndefined) throw commandError('BadValue', 'cannot compare to undefined');
  const inclusive = order === '$lte' || order === '$gte';
  if (operand === null) {
    return leaf(
      (value) => inclusive && (value === null || value === undefined || value instanceof BsonUndefined),
    );
  }
  if (isNaNValue(operand)) return leaf((value) => inclusive && value !== undefined && isNaNValue(value));
  const fits = fitting(order);
  if (operand instanceof MinKey || operand instanceof MaxKey) {
    // What is missing lies between the two, as null does.
    return leaf((value) => fits(compareValues(value ?? null, operand, collation)));
  }
  const bracket = typeBracket(operand);
  return leaf(
    (value) =>
      value !== undefined &&
      typeBracket(value) === bracket &&
      !isNaNValue(value) &&
      fits(compareValues(value, operand, collation)),
    true,
    rawOrder(operand, fits, collation),
  );
}

function fitting(order: Order): (comparison: number) => boolean {
  switch (order) {
    case '$lt':
      return (comparison) => comparison < 0;
    case '$lte':
      return (comparison) => comparison <= 0;
    case '$gt':
      return (comparison) => comparison > 0;
    case '$gte':
      return (comparison) => comparison >= 0;
  }
}

/** NaN of either floating type; it is ordered with nothing but itself. */
export function isNaNValue(value: Value): boolean {
  if (typeof value === 'number') return Number.isNaN(value);
  if (value instanceof Double) return Number.isNaN(value.value);
  return value instanceof Decimal128 && value.toString() === 'NaN';
}
