import { BSON } from 'mongodb';
import { isFields } from './format.ts';
import { Unsupported } from './outcome.ts';

const isWhole = (value: unknown): boolean => typeof value === 'number' && Number.isSafeInteger(value);
const isBson = (type: string) => (value: unknown) =>
  typeof value === 'object' && value !== null && '_bsontype' in value && value._bsontype === type;
const isDate = (value: unknown): boolean => Object.prototype.toString.call(value) === '[object Date]';
const isRegExp = (value: unknown): boolean => Object.prototype.toString.call(value) === '[object RegExp]';
const isBsonNumber = (value: unknown): boolean =>
  ['Int32', 'Double', 'Long', 'Decimal128'].some((type) => isBson(type)(value));

/** The driver promotes int32, small int64 and double to one kind of number: a whole number may have been any. */
const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  double: (value) => typeof value === 'number' || value instanceof BSON.Double,
  string: (value) => typeof value === 'string',
  object: isFields,
  array: (value) => Array.isArray(value),
  binData: (value) => isBson('Binary')(value) || value instanceof Uint8Array,
  objectId: isBson('ObjectId'),
  bool: (value) => typeof value === 'boolean',
  date: isDate,
  null: (value) => value === null,
  regex: (value) => isRegExp(value) || isBson('BSONRegExp')(value),
  javascript: isBson('Code'),
  javascriptWithScope: isBson('Code'),
  symbol: isBson('BSONSymbol'),
  int: (value) => isWhole(value) || value instanceof BSON.Int32,
  timestamp: isBson('Timestamp'),
  long: (value) => isWhole(value) || typeof value === 'bigint' || value instanceof BSON.Long,
  decimal: isBson('Decimal128'),
  number: (value) => typeof value === 'number' || typeof value === 'bigint' || isBsonNumber(value),
  minKey: isBson('MinKey'),
  maxKey: isBson('MaxKey'),
};

/** Whether a value has the type of a name of the query operator `$type`, or one of several. */
export function hasType(names: unknown, value: unknown): boolean {
  return (Array.isArray(names) ? names : [names]).some((name) => {
    const test = TYPES[String(name)];
    if (test === undefined) throw new Unsupported(`the type ${String(name)}`);
    return test(value);
  });
}
