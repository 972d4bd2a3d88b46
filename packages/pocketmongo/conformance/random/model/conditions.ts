import { bitTest, modTest } from './number-conditions.ts';
import { geoWithin } from './geometry.ts';
import { typeTest } from './types.ts';
import { toDouble } from './exact.ts';
import {
  bracket,
  compare,
  type Doc,
  equal,
  type Found,
  isArray,
  isDoc,
  isNumber,
  isRegex,
  ModelError,
  type Value,
} from './values.ts';

/** Looks at what a path leads to: with the elements of arrays, and as it stands. */
export type Condition = (values: readonly Found[], found: readonly Found[]) => boolean;
type Filter = (filter: Doc) => (document: Doc) => boolean;

export const isTopLevel = (operator: string): boolean => ['$and', '$or', '$nor'].includes(operator);

const some =
  (test: (value: Found) => boolean): Condition =>
  (values) =>
    values.some(test);
const not =
  (condition: Condition): Condition =>
  (values, found) =>
    !condition(values, found);

export function equalityOf(operand: Value): Condition {
  return some((value) => (operand === null ? value === null || value === undefined : equal(value, operand)));
}

export function regexOf({ pattern, options }: { pattern: string; options: string }): Condition {
  const expression = new RegExp(pattern, options.replaceAll(/[^ims]/g, ''));
  return some((value) => typeof value === 'string' && expression.test(value));
}

/** All of a document of operators. */
export function conditionsOf(operators: Doc, filter: Filter): Condition {
  const conditions = Array.from(operators, ([operator, operand]) =>
    one(operator, operand, operators, filter),
  );
  return (values, found) => conditions.every((condition) => condition(values, found));
}

function one(operator: string, operand: Value, all: Doc, filter: Filter): Condition {
  switch (operator) {
    case '$eq':
      return isRegex(operand) ? some((value) => equal(value, operand)) : equalityOf(operand);
    case '$ne':
      if (isRegex(operand)) throw new ModelError(2);
      return not(equalityOf(operand));
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return ordered(operator, operand);
    case '$in':
      return among(operand);
    case '$nin':
      return not(among(operand));
    case '$exists':
      return existence(operand);
    case '$type':
      return some(typeTest(operand));
    case '$size':
      return sized(operand);
    case '$mod':
      return some(modTest(operand));
    case '$regex':
      return pattern(operand, all.get('$options'));
    case '$options':
      if (!all.has('$regex')) throw new ModelError(2);
      return () => true;
    default:
      return nested(operator, operand, filter);
  }
}

function nested(operator: string, operand: Value, filter: Filter): Condition {
  switch (operator) {
    case '$not':
      return negated(operand, filter);
    case '$all':
      return all(operand, filter);
    case '$elemMatch':
      return element(operand, filter);
    case '$bitsAllSet':
    case '$bitsAllClear':
    case '$bitsAnySet':
    case '$bitsAnyClear':
      return some(bitTest(operator, operand));
    case '$geoWithin': {
      const inside = geoWithin(operand);
      return (_values, found) => found.some(inside);
    }
    default:
      throw new ModelError(2);
  }
}

/** Only values of the operand's own type are compared; null also stands for what is missing. */
function ordered(operator: string, operand: Value): Condition {
  if (isRegex(operand)) throw new ModelError(2);
  const inclusive = operator.endsWith('e');
  const sign = operator.startsWith('$g') ? 1 : -1;
  if (operand === null) return inclusive ? equalityOf(null) : () => false;
  return some((value) => {
    if (bracket(value) !== bracket(operand)) return false;
    const order = compare(value, operand);
    if (order === 0) return inclusive;
    return !isNaNValue(value) && !isNaNValue(operand) && order === sign;
  });
}

const isNaNValue = (value: Found): boolean => isNumber(value) && Number.isNaN(toDouble(value));

function among(operand: Value): Condition {
  if (!isArray(operand)) throw new ModelError(2);
  const choices = operand.map((choice) => {
    const [first] = isDoc(choice) ? choice.keys() : [];
    if (first?.startsWith('$') === true) throw new ModelError(2);
    return isRegex(choice) ? regexOf(choice) : equalityOf(choice);
  });
  return (values, found) => choices.some((choice) => choice(values, found));
}

function existence(operand: Value): Condition {
  const wanted = !(operand === false || operand === null || (isNumber(operand) && toDouble(operand) === 0));
  return (_values, found) => found.some((value) => value !== undefined) === wanted;
}

function sized(operand: Value): Condition {
  if (!isNumber(operand)) throw new ModelError(2);
  const size = toDouble(operand);
  if (!Number.isInteger(size) || size < 0) throw new ModelError(2);
  return (_values, found) => found.some((value) => isArray(value) && value.length === size);
}

function pattern(operand: Value, options: Found): Condition {
  const flags = options === undefined ? '' : options;
  if (typeof flags !== 'string') throw new ModelError(2);
  if (isRegex(operand)) return regexOf({ pattern: operand.pattern, options: flags || operand.options });
  if (typeof operand !== 'string') throw new ModelError(2);
  return regexOf({ pattern: operand, options: flags });
}

function negated(operand: Value, filter: Filter): Condition {
  if (isRegex(operand)) return not(regexOf(operand));
  if (!isDoc(operand) || operand.size === 0) throw new ModelError(2);
  return not(conditionsOf(operand, filter));
}

function all(operand: Value, filter: Filter): Condition {
  if (!isArray(operand)) throw new ModelError(2);
  const parts = operand.map((part) => {
    if (isDoc(part) && part.has('$elemMatch')) return conditionsOf(part, filter);
    return isRegex(part) ? regexOf(part) : equalityOf(part);
  });
  return (values, found) => parts.length > 0 && parts.every((part) => part(values, found));
}

function element(operand: Value, filter: Filter): Condition {
  if (!isDoc(operand)) throw new ModelError(2);
  const [first = ''] = operand.keys();
  if (first.startsWith('$') && !isTopLevel(first)) {
    const condition = conditionsOf(operand, filter);
    return inArrays((value) => condition([value], [value]));
  }
  const test = filter(operand);
  return inArrays((value) => {
    if (isArray(value)) return test(new Map(value.map((inner, at) => [String(at), inner])));
    return isDoc(value) && test(value);
  });
}

const inArrays =
  (test: (value: Value) => boolean): Condition =>
  (_values, found) =>
    found.some((value) => isArray(value) && value.some(test));
