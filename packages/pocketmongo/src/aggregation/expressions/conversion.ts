import { show } from '../../query/show.ts';
import { unpackDecimal } from '../../bson/decimal.ts';
import { INT64_MAX, INT64_MIN, numericKind, toDecimal, toNumber, type Numeric } from '../../bson/numbers.ts';
import {
  Binary,
  Decimal128,
  double,
  isNumeric,
  ObjectId,
  Timestamp,
  type Value,
  WideDate,
} from '../../bson/values.ts';
import { commandError, CommandError, locationError } from '../../errors.ts';
import { isTruthy, typeNumbers } from '../../query/operators/element.ts';
import { BSON_TYPES, typeAlias } from '../../query/types.ts';
import { isNullish, namedArguments, one, type Operator, type OperatorTable, unary } from './expression.ts';
import { creationOf } from './dates.ts';
import { parseDate } from './parse-date.ts';
import { parseDecimal, parseDouble, parseInteger } from './parse-number.ts';
import { numberText } from './string-of.ts';

type Conversion = (value: Value) => Value;

const failure = (value: Value, target: string, why = ''): CommandError =>
  commandError(
    'ConversionFailure',
    why === ''
      ? `Unsupported conversion from ${typeAlias(value)} to ${target} in $convert with no onError value`
      : `Failed to parse ${JSON.stringify(value)} in $convert with no onError value: ${why}`,
  );

/** The whole part of a number, exactly. */
function wholePart(value: Numeric, target: string): bigint {
  if (typeof value === 'bigint') return value;
  if (value instanceof Decimal128) {
    const unpacked = unpackDecimal(value);
    if (unpacked.kind !== 'finite') throw failure(value, target);
    const { coefficient, exponent } = unpacked;
    return exponent >= 0 ? coefficient * 10n ** BigInt(exponent) : coefficient / 10n ** BigInt(-exponent);
  }
  const number = toNumber(value);
  if (!Number.isFinite(number)) {
    throw commandError(
      'ConversionFailure',
      `Attempt to convert ${number} value to integer type in $convert with no onError value`,
    );
  }
  return BigInt(Math.trunc(number));
}

function inRange(value: bigint, low: bigint, high: bigint): bigint {
  if (value >= low && value <= high) return value;
  throw commandError(
    'ConversionFailure',
    `Conversion would overflow target type in $convert with no onError value: ${value}`,
  );
}

function integerOf(value: Value, target: string): bigint {
  if (isNumeric(value)) return wholePart(value, target);
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (typeof value === 'string') {
    const parsed = parseInteger(value);
    if (parsed === undefined) throw failure(value, target, 'Did not consume whole string.');
    return parsed;
  }
  if (value instanceof Date && target === 'long') return BigInt(value.getTime());
  throw failure(value, target);
}

const toInt: Conversion = (value) => Number(inRange(integerOf(value, 'int'), -(2n ** 31n), 2n ** 31n - 1n));
const toLong: Conversion = (value) => inRange(integerOf(value, 'long'), INT64_MIN, INT64_MAX);

const toDouble: Conversion = (value) => {
  if (isNumeric(value)) {
    const number = toNumber(value);
    if (Number.isFinite(number) || !(value instanceof Decimal128) || !/\d/.test(value.toString()))
      return double(number);
    throw commandError(
      'ConversionFailure',
      `Conversion would overflow target type in $convert with no onError value: ${value.toString()}`,
    );
  }
  if (typeof value === 'boolean') return double(value ? 1 : 0);
  if (value instanceof Date) return double(value.getTime());
  if (typeof value !== 'string') throw failure(value, 'double');
  const number = parseDouble(value);
  if (number === undefined) throw failure(value, 'double', 'not a number in the range of doubles');
  return double(number);
};

const toDecimal128: Conversion = (value) => {
  if (isNumeric(value)) return toDecimal(value);
  if (typeof value === 'boolean') return toDecimal(value ? 1 : 0);
  if (value instanceof Date) return toDecimal(BigInt(value.getTime()));
  if (typeof value !== 'string') throw failure(value, 'decimal');
  const decimal = parseDecimal(value);
  if (decimal === undefined) throw failure(value, 'decimal', 'not a number in the range of decimals');
  return decimal;
};

const toText: Conversion = (value) => {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (isNumeric(value)) return numberText(value);
  if (value instanceof Date || value instanceof WideDate) return isoText(value);
  if (value instanceof ObjectId) return value.toHexString();
  throw failure(value, 'string');
};

function isoText(date: Date | WideDate): string {
  const year = date instanceof Date ? date.getUTCFullYear() : Number.NaN;
  if (year >= 0 && year <= 9999 && date instanceof Date) return date.toISOString();
  throw locationError(18537, 'only dates of the years 0 to 9999 convert to a string');
}

function dateOf(ms: bigint): Date | WideDate {
  if (ms >= -8_640_000_000_000_000n && ms <= 8_640_000_000_000_000n) return new Date(Number(ms));
  if (ms === BigInt.asIntN(64, ms)) return new WideDate(ms);
  throw commandError(
    'ConversionFailure',
    `${ms} milliseconds are beyond the dates in $convert with no onError value`,
  );
}

const toDate: Conversion = (value) => {
  if (value instanceof Date || value instanceof WideDate) return value;
  if (value instanceof ObjectId) return creationOf(value);
  if (value instanceof Timestamp) return new Date(value.t * 1000);
  if (isNumeric(value) && numericKind(value) !== 'int32') return dateOf(wholePart(value, 'date'));
  if (typeof value !== 'string') throw failure(value, 'date');
  const date = parseDate(value, undefined, undefined);
  if (date === undefined) throw failure(value, 'date', 'not a date');
  return date;
};

const toObjectId: Conversion = (value) => {
  if (value instanceof ObjectId) return value;
  if (typeof value !== 'string') throw failure(value, 'objectId');
  if (!/^[0-9a-fA-F]{24}$/.test(value))
    throw failure(value, 'objectId', 'Invalid string length for parsing to OID');
  return ObjectId.createFromHexString(value);
};

const CONVERSIONS: ReadonlyMap<number, Conversion> = new Map<number, Conversion>([
  [1, toDouble],
  [2, toText],
  [7, toObjectId],
  [8, isTruthy],
  [9, toDate],
  [16, toInt],
  [18, toLong],
  [19, toDecimal128],
]);

/** The type that `to` names. */
function targetType(target: Value): number[] {
  if (typeof target === 'string') return typeNumbers(target);
  const number = isNumeric(target) ? toNumber(target) : undefined;
  if (number !== undefined && BSON_TYPES.some((type) => type.number === number)) return [number];
  throw commandError(
    'FailedToParse',
    `In $convert, 'to' has to be the name or the number of a type, but is ${show(target)}`,
  );
}

const convert: Operator = (operand, compiler, name) => {
  const parts = namedArguments(operand, name, ['input', 'to'], ['onError', 'onNull', 'format']);
  if (parts.format !== undefined)
    throw commandError('CommandNotSupported', '$convert with format is not supported');
  const [input, to] = [compiler.expression(parts.input), compiler.expression(parts.to)];
  const onError = parts.onError === undefined ? undefined : compiler.expression(parts.onError);
  const onNull = parts.onNull === undefined ? undefined : compiler.expression(parts.onNull);
  return (scope) => {
    const [value, target] = [input(scope), to(scope)];
    if (isNullish(value)) return onNull === undefined ? null : onNull(scope);
    if (isNullish(target)) return null;
    const [number = 0] = targetType(target);
    const conversion = CONVERSIONS.get(number);
    try {
      if (conversion === undefined) throw failure(value, show(target));
      return conversion(value);
    } catch (error) {
      if (onError === undefined || !(error instanceof CommandError)) throw error;
      return onError(scope);
    }
  };
};

const typeOf: Operator = (operand, compiler, name) => {
  const argument = one(operand, compiler, name);
  return (scope) => typeAlias(argument(scope));
};

const isNumber: Operator = (operand, compiler, name) => {
  const argument = one(operand, compiler, name);
  return (scope) => isNumeric(argument(scope));
};

const binarySize: Operator = unary((value) => {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (value instanceof Binary) return value.length();
  throw locationError(51276, `$binarySize requires a string or BinData argument, found: ${typeAlias(value)}`);
});

/** An operator named after the type that it converts to: the short form of `$convert`. */
const shortForm = (conversion: Conversion): Operator => {
  const operator = unary(conversion);
  return (operand, compiler, name) => {
    if (Array.isArray(operand) && operand.length !== 1)
      throw locationError(50723, `${name} requires a single argument, got ${operand.length}`);
    return operator(operand, compiler, name);
  };
};

export const conversionOperators: OperatorTable = {
  $binarySize: binarySize,
  $convert: convert,
  $isNumber: isNumber,
  $toBool: shortForm(isTruthy),
  $toDate: shortForm(toDate),
  $toDecimal: shortForm(toDecimal128),
  $toDouble: shortForm(toDouble),
  $toInt: shortForm(toInt),
  $toLong: shortForm(toLong),
  $toObjectId: shortForm(toObjectId),
  $toString: shortForm(toText),
  $type: typeOf,
};
