import { wholeOf } from './exact.ts';
import { type Found, isArray, isDate, isDoc, isNumber, ModelError, tagOf, type Value } from './values.ts';

/** Number and alias of each type that the test stores. */
const TYPES: readonly (readonly [number, string])[] = [
  [1, 'double'],
  [2, 'string'],
  [3, 'object'],
  [4, 'array'],
  [7, 'objectId'],
  [8, 'bool'],
  [9, 'date'],
  [10, 'null'],
  [11, 'regex'],
  [16, 'int'],
  [18, 'long'],
  [19, 'decimal'],
];
const TAGS: Readonly<Record<string, string>> = {
  Int32: 'int',
  Long: 'long',
  Double: 'double',
  Decimal128: 'decimal',
  ObjectId: 'objectId',
  BSONRegExp: 'regex',
};

export function aliasOf(value: Found): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (isArray(value)) return 'array';
  if (isDoc(value)) return 'object';
  if (isDate(value)) return 'date';
  return TAGS[tagOf(value)] ?? '';
}

function aliases(operand: Value): string[] {
  if (operand === 'number') return ['int', 'long', 'double', 'decimal'];
  if (typeof operand === 'string') {
    if (!TYPES.some(([, alias]) => alias === operand)) throw new ModelError(2);
    return [operand];
  }
  if (!isNumber(operand)) throw new ModelError(14);
  const number = wholeOf(operand);
  const known = TYPES.find(([code]) => BigInt(code) === number);
  if (known === undefined) throw new ModelError(2);
  return [known[1]];
}

/** `$type: alias | number | [either]` */
export function typeTest(operand: Value): (value: Found) => boolean {
  if (isArray(operand) && operand.length === 0) throw new ModelError(9);
  const wanted = new Set((isArray(operand) ? operand : [operand]).flatMap(aliases));
  return (value) => wanted.has(aliasOf(value));
}
