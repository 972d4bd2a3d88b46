import { unpackDecimal } from '../../bson/decimal.ts';
import { INT32_MAX, INT64_MAX, INT64_MIN, toNumber } from '../../bson/numbers.ts';
import { Binary, Decimal128, isNumeric, type Value } from '../../bson/values.ts';
import { isWhole } from '../../bson/whole-number.ts';
import { commandError } from '../../errors.ts';
import { leaf, type Condition } from '../conditions.ts';

/** `$mod: [divisor, remainder]`; operands and values are cut to whole numbers. */
export function remainder(operand: Value): Condition {
  if (!Array.isArray(operand)) throw commandError('BadValue', 'malformed mod, needs to be an array');
  if (operand.length < 2) throw commandError('BadValue', 'malformed mod, not enough elements');
  if (operand.length > 2) throw commandError('BadValue', 'malformed mod, too many elements');
  const [divisor, rest] = operand.map(wholeNumber).map(as64Bits);
  if (divisor === undefined) throw commandError('BadValue', 'malformed mod, divisor not a number');
  if (rest === undefined) throw commandError('BadValue', 'malformed mod, remainder not a number');
  if (divisor === 0n) throw commandError('BadValue', 'divisor cannot be 0');
  return leaf((value) => {
    const number = as64Bits(wholeNumber(value));
    return number !== undefined && number % divisor === rest;
  });
}

/** The whole part of a number; undefined for anything else. */
function wholeNumber(value: Value | undefined): bigint | undefined {
  if (!isNumeric(value)) return undefined;
  if (typeof value === 'bigint') return value;
  if (value instanceof Decimal128) return wholeDecimal(value);
  const number = toNumber(value);
  return Number.isFinite(number) ? BigInt(Math.trunc(number)) : undefined;
}

/** Not by way of a double, which rounds. */
function wholeDecimal(value: Decimal128): bigint | undefined {
  const decimal = unpackDecimal(value);
  if (decimal.kind !== 'finite') return undefined;
  const unit = 10n ** BigInt(Math.abs(decimal.exponent));
  return decimal.exponent < 0 ? decimal.coefficient / unit : decimal.coefficient * unit;
}

const as64Bits = (whole: bigint | undefined): bigint | undefined =>
  whole !== undefined && whole >= INT64_MIN && whole <= INT64_MAX ? whole : undefined;

export type BitsOperator = '$bitsAllSet' | '$bitsAllClear' | '$bitsAnySet' | '$bitsAnyClear';

/** `$bitsAllSet` and its kin; the mask is a number, binary data or a list of positions. */
export function bits(operator: BitsOperator, operand: Value): Condition {
  const mask = bitMask(operator, operand);
  return leaf((value) => {
    const field = fieldBits(value);
    if (field === undefined) return false;
    const set = field & mask;
    switch (operator) {
      case '$bitsAllSet':
        return set === mask;
      case '$bitsAllClear':
        return set === 0n;
      case '$bitsAnySet':
        return set !== 0n;
      case '$bitsAnyClear':
        return set !== mask;
    }
  });
}

function bitMask(operator: BitsOperator, operand: Value): bigint {
  if (Array.isArray(operand)) return operand.map(bitPosition).reduce((mask, bit) => mask | (1n << bit), 0n);
  if (operand instanceof Binary) return littleEndian(operand);
  if (isNumeric(operand) && !isWhole(operand))
    throw commandError('FailedToParse', `Expected an integer: ${operator}: ${toNumber(operand)}`);
  const mask = wholeNumber(operand);
  if (mask === undefined) {
    throw commandError(
      'BadValue',
      `${operator} takes an Array, a number, or a BinData but received something else`,
    );
  }
  if (mask < 0n)
    throw commandError('FailedToParse', `Expected a non-negative number in: ${operator}: ${mask}`);
  if (mask > INT64_MAX)
    throw commandError('FailedToParse', `Cannot represent as a 64-bit integer: ${operator}: ${mask}`);
  return mask;
}

function bitPosition(position: Value): bigint {
  const bit = isNumeric(position) && isWhole(position) ? wholeNumber(position) : undefined;
  if (bit === undefined || bit < 0n || bit > BigInt(INT32_MAX)) {
    throw commandError('BadValue', 'bit positions must be non-negative 32-bit integers');
  }
  // Integers are sign-extended: beyond 64 bits nothing new comes.
  return bit > 65_536n ? 65_536n : bit;
}

function fieldBits(value: Value | undefined): bigint | undefined {
  if (value instanceof Binary) return littleEndian(value);
  if (!isNumeric(value)) return undefined;
  if (!isWhole(value)) return undefined;
  return as64Bits(wholeNumber(value));
}

function littleEndian(binary: Binary): bigint {
  // Through text in one step: adding byte by byte to so long a number takes time by the square of its length.
  const bigEndian = Buffer.from(binary.value()).reverse().toString('hex');
  return bigEndian === '' ? 0n : BigInt(`0x${bigEndian}`);
}
