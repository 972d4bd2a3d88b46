import { packDecimal, unpackDecimal } from '../../bson/decimal.ts';
import { Decimal128 } from '../../bson/values.ts';

const INTEGER = /^[+-]?\d+$/;
const DECIMAL =
  /^(?<sign>[+-]?)(?:(?<whole>\d+)(?:\.(?<part>\d*))?|\.(?<bare>\d+))(?:e(?<exponent>[+-]?\d+))?$/i;
const SPECIAL = /^(?<sign>[+-]?)(?:(?<infinity>inf(?:inity)?)|nan)$/i;
/** As C writes doubles in base 16. */
const HEX =
  /^(?<sign>[+-]?)0x(?:(?<whole>[\da-f]+)(?:\.(?<part>[\da-f]*))?|\.(?<bare>[\da-f]+))(?:p(?<exponent>[+-]?\d+))?$/i;
/** More digits than a decimal has; those behind them decide nothing but the rounding. */
const DIGITS_KEPT = 40;
const MAX_EXPONENT = 1e9;

/** The integer that a text of digits stands for. */
export function parseInteger(text: string): bigint | undefined {
  return INTEGER.test(text) ? BigInt(text.replace(/^\+/, '')) : undefined;
}

/** The double that a text stands for, decimal or in base 16; undefined also for what is too large or too near to 0. */
export function parseDouble(text: string): number | undefined {
  const special = SPECIAL.exec(text)?.groups;
  if (special !== undefined) return specialDouble(special);
  // MongoDB takes a bare `0x…` for no number, though `+0x…` and `0X…` for one.
  const hex = text.startsWith('0x') ? undefined : HEX.exec(text)?.groups;
  const groups = hex ?? DECIMAL.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const number = hex === undefined ? Number(text) : hexDouble(hex);
  const lost = number === 0 && /[1-9a-f]/i.test(digits(groups));
  return lost || !Number.isFinite(number) ? undefined : number;
}

/** The decimal that a text stands for, rounded to 34 digits; undefined also for what is too large or too near to 0. */
export function parseDecimal(text: string): Decimal128 | undefined {
  if (SPECIAL.test(text)) return Decimal128.fromString(text);
  const groups = DECIMAL.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const significand = digits(groups).replace(/^0+(?=\d)/, '');
  const coefficient = coefficientOf(significand);
  const negative = groups['sign'] === '-';
  const exponent = clamped(Number(groups['exponent'] ?? 0)) - fraction(groups).length + dropped(significand);
  const decimal = packDecimal(negative ? -coefficient : coefficient, exponent, negative);
  const unpacked = unpackDecimal(decimal);
  const lost = unpacked.kind !== 'finite' || (unpacked.coefficient === 0n && coefficient !== 0n);
  return lost ? undefined : decimal;
}

type Groups = Readonly<Record<string, string | undefined>>;

const fraction = (groups: Groups): string => groups['part'] ?? groups['bare'] ?? '';
const digits = (groups: Groups): string => (groups['whole'] ?? '') + fraction(groups);

const clamped = (exponent: number): number => Math.max(-MAX_EXPONENT, Math.min(exponent, MAX_EXPONENT));

const dropped = (significand: string): number => Math.max(0, significand.length - DIGITS_KEPT);

/** The leading digits as a number; its last digit tells whether anything was left out. */
function coefficientOf(significand: string): bigint {
  const kept = BigInt(significand.slice(0, DIGITS_KEPT));
  return kept % 10n === 0n && /[1-9]/.test(significand.slice(DIGITS_KEPT)) ? kept + 1n : kept;
}

function specialDouble(groups: Groups): number {
  if (groups['infinity'] === undefined) return Number.NaN;
  return groups['sign'] === '-' ? -Infinity : Infinity;
}

function hexDouble(groups: Groups): number {
  const exponent = Number(groups['exponent'] ?? 0) - 4 * fraction(groups).length;
  const magnitude = Number(`0x${digits(groups)}`) * 2 ** exponent;
  return groups['sign'] === '-' ? -magnitude : magnitude;
}
