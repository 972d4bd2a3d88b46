import { Int32 } from 'bson';
import { calculate, toDouble, type Arithmetic } from './exact.ts';
import { fieldOf } from './paths.ts';
import { aliasOf } from './types.ts';
import {
  compare,
  type Doc,
  equal,
  type Found,
  isArray,
  isDoc,
  isNumber,
  ModelError,
  type Value,
} from './values.ts';

export const truthy = (value: Found): boolean =>
  !(value === undefined || value === null || value === false || (isNumber(value) && toDouble(value) === 0));

type Operator = (values: Found[]) => Found;

const comparing =
  (fits: (order: number) => boolean): Operator =>
  ([a, b]) =>
    fits(compare(a, b));

const absent = (value: Found): value is null | undefined => value === null || value === undefined;

function arithmetic(operation: Arithmetic, code: number): Operator {
  return (values) => {
    if (values.some((value) => !absent(value) && !isNumber(value))) throw new ModelError(code);
    if (values.some(absent)) return null;
    const [first = new Int32(0), ...others] = values.filter(isNumber);
    return others.reduce((sum, value) => calculate(operation, sum, value, 'double'), first);
  };
}

/** The operators of expressions that the test speaks. */
const OPERATORS: Readonly<Record<string, Operator>> = {
  $eq: comparing((order) => order === 0),
  $ne: comparing((order) => order !== 0),
  $gt: comparing((order) => order > 0),
  $gte: comparing((order) => order >= 0),
  $lt: comparing((order) => order < 0),
  $lte: comparing((order) => order <= 0),
  $cmp: ([a, b]) => new Int32(compare(a, b)),
  $and: (values) => values.every(truthy),
  $or: (values) => values.some(truthy),
  $not: ([value]) => !truthy(value),
  $add: arithmetic('add', 14),
  $subtract: arithmetic('subtract', 14),
  $multiply: arithmetic('multiply', 14),
  $cond: ([condition, yes, no]) => (truthy(condition) ? yes : no),
  $ifNull: (values) => values.find((value) => !absent(value)) ?? values.at(-1),
  $type: ([value]) => aliasOf(value),
  $isArray: ([value]) => isArray(value),
  $size: ([value]) => {
    if (!isArray(value)) throw new ModelError(17124);
    return new Int32(value.length);
  },
  $in: ([value, array]) => {
    if (!isArray(array)) throw new ModelError(40081);
    return array.some((element) => equal(element, value));
  },
  $concat: (values) => {
    if (values.some((value) => !absent(value) && typeof value !== 'string')) throw new ModelError(16702);
    return values.some(absent) ? null : values.map(String).join('');
  },
};

/** The value of an expression for a document; undefined: missing. */
export function evaluate(expression: Found, document: Doc): Found {
  if (typeof expression === 'string' && expression.startsWith('$')) {
    if (expression === '$$ROOT') return document;
    if (expression === '$$REMOVE') return undefined;
    return fieldOf(document, expression.slice(1).split('.'));
  }
  if (isArray(expression)) return expression.map((part) => evaluate(part, document) ?? null);
  if (!isDoc(expression)) return expression;
  const [[name, operand] = ['', null]] = [...expression];
  if (!name.startsWith('$')) return object(expression, document);
  if (name === '$literal') return operand;
  const operator = OPERATORS[name];
  if (operator === undefined) throw new ModelError(168, 31325);
  const operands = isArray(operand) ? operand : [operand];
  if (name === '$cond') return conditional(operands, document);
  return operator(operands.map((part) => evaluate(part, document)));
}

/** The branch that is not taken is not looked at. */
function conditional([condition, yes, no]: readonly Found[], document: Doc): Found {
  return evaluate(truthy(evaluate(condition, document)) ? yes : no, document);
}

function object(expression: Doc, document: Doc): Doc {
  const made = new Map<string, Value>();
  for (const [name, part] of expression) {
    const value = evaluate(part, document);
    if (value !== undefined) made.set(name, value);
  }
  return made;
}
