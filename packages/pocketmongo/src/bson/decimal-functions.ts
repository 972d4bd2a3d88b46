import { infinityDecimal, nanDecimal, packDecimal, unpackDecimal } from './decimal.ts';
import {
  DIGITS, fixedAngle, fixedExp, fixedLn, fixedOver, fixedRoot, fixedSine, fixedTimes, ln10, ONE, pi, wholeRoot,
} from './fixed-point.ts'; // prettier-ignore
import { commandError } from '../errors.ts';
import type { Decimal128 } from './values.ts';

/** A finite decimal as a fixed-point number; digits beyond its place are cut off. */
function fixed({ coefficient, exponent }: Parts): bigint {
  const shift = DIGITS + exponent;
  return shift >= 0 ? coefficient * 10n ** BigInt(shift) : coefficient / 10n ** BigInt(-shift);
}

interface Parts {
  coefficient: bigint;
  exponent: number;
}

const packed = (value: bigint): Decimal128 => packDecimal(value, -DIGITS);
const ZERO = packDecimal(0n, 0);
const magnitudeOf = ({ coefficient, exponent }: Parts): number =>
  String(coefficient < 0n ? -coefficient : coefficient).length + exponent;

/** Beyond this many digits before the point the place in the circle is not known well enough. */
const LARGEST_ANGLE = 40;
/** Below 10^-30 odd functions that start with x are x itself, to 34 digits and more. */
const SMALLEST = -30;

type Edge = (negative: boolean) => Decimal128;

/** A function of one decimal: its values at the infinities, and for the rest. */
const functionOf =
  (atInfinity: Edge, compute: (parts: Parts) => Decimal128) =>
  (value: Decimal128): Decimal128 => {
    const unpacked = unpackDecimal(value);
    if (unpacked.kind === 'nan') return nanDecimal();
    return unpacked.kind === 'infinity' ? atInfinity(unpacked.negative) : compute(unpacked);
  };

const noValue: Edge = () => nanDecimal();
const same: Edge = (negative) => infinityDecimal(negative);

/** √x; exact where it can be. */
export const decimalSqrt = functionOf(same, ({ coefficient, exponent }) => {
  const [even, at] = exponent % 2 === 0 ? [coefficient, exponent] : [coefficient * 10n, exponent - 1];
  const root = wholeRoot(even);
  if (root * root === even) return packDecimal(root, at / 2);
  return packDecimal(wholeRoot(even * 10n ** BigInt(2 * DIGITS)), at / 2 - DIGITS);
});

const naturalLog = (parts: Parts): bigint => {
  // As a number from 1 to 10 times a power of ten.
  const power = magnitudeOf(parts) - 1;
  return fixedLn(fixed({ ...parts, exponent: parts.exponent - power })) + BigInt(power) * ln10();
};

const infinite: Edge = (negative) => (negative ? nanDecimal() : infinityDecimal(false));

/** ln x of a positive x */
export const decimalLn = functionOf(infinite, (parts) => packed(naturalLog(parts)));

/** log₁₀ x of a positive x; exact for powers of ten. */
export const decimalLog10 = functionOf(infinite, (parts) => {
  const text = String(parts.coefficient);
  if (/^10*$/.test(text)) return packDecimal(BigInt(magnitudeOf(parts) - 1), 0);
  return packed(fixedOver(naturalLog(parts), ln10()));
});

/** log of x in a base, both positive */
export function decimalLog(value: Decimal128, base: Decimal128): Decimal128 {
  const [x, b] = [unpackDecimal(value), unpackDecimal(base)];
  if (x.kind !== 'finite' || b.kind !== 'finite')
    return x.kind === 'infinity' && b.kind === 'finite' ? infinityDecimal(false) : nanDecimal();
  return packed(fixedOver(naturalLog(x), naturalLog(b)));
}

/** e^x of a fixed-point x */
function power(x: bigint): Decimal128 {
  const tens = x / ln10();
  if (tens > 6200n) return infinityDecimal(false);
  if (tens < -6300n) return ZERO;
  return packDecimal(fixedExp(x - tens * ln10()), Number(tens) - DIGITS);
}

/** e^x */
export const decimalExp = functionOf(
  (negative) => (negative ? ZERO : infinityDecimal(false)),
  (parts) => {
    if (magnitudeOf(parts) > 6) return parts.coefficient < 0n ? ZERO : infinityDecimal(false);
    return parts.coefficient === 0n ? packDecimal(1n, 0) : power(fixed(parts));
  },
);

const WHOLE_STEPS = 1_000;

/** b^y; a whole exponent of moderate size gives the exact product, rounded once. */
export function decimalPow(base: Decimal128, exponent: Decimal128): Decimal128 {
  const [b, y] = [unpackDecimal(base), unpackDecimal(exponent)];
  if (y.kind === 'finite' && y.coefficient === 0n) return packDecimal(1n, 0);
  if (b.kind === 'nan' || y.kind === 'nan') return nanDecimal();
  if (b.kind !== 'finite' || y.kind !== 'finite')
    return fromDouble(Number(base.toString()) ** Number(exponent.toString()));
  const steps = Number(`${y.coefficient}e${y.exponent}`);
  if (Number.isInteger(steps) && Math.abs(steps) <= WHOLE_STEPS) return wholePower(b, steps);
  if (b.coefficient === 0n) return ZERO;
  if (b.coefficient < 0n && !Number.isInteger(steps)) return nanDecimal();
  const size = { ...b, coefficient: b.coefficient < 0n ? -b.coefficient : b.coefficient };
  if (magnitudeOf(y) > 40) return fromDouble(Number(base.toString()) ** steps);
  const result = power(fixedTimes(naturalLog(size), fixed(y)));
  const oddPower = Number.isInteger(steps) && BigInt(steps) % 2n !== 0n;
  return b.coefficient < 0n && oddPower ? negative(result) : result;
}

const fromDouble = (value: number): Decimal128 =>
  Number.isNaN(value) ? nanDecimal() : value === 0 ? ZERO : infinityDecimal(value < 0);

function negative(value: Decimal128): Decimal128 {
  const unpacked = unpackDecimal(value);
  if (unpacked.kind !== 'finite') return infinityDecimal(true);
  return packDecimal(-unpacked.coefficient, unpacked.exponent);
}

function wholePower({ coefficient, exponent }: Parts, steps: number): Decimal128 {
  const size = Math.abs(steps);
  const product = coefficient ** BigInt(size);
  if (steps > 0) return packDecimal(product, exponent * size);
  if (product === 0n) return infinityDecimal(false);
  const shift = String(product).length + DIGITS;
  const dividend = 10n ** BigInt(shift);
  return packDecimal(dividend / product, -exponent * size - shift);
}

/** An odd function that is x for the smallest x. */
const odd = (atInfinity: Edge, compute: (x: bigint) => bigint) =>
  functionOf(atInfinity, (parts) => {
    if (parts.coefficient === 0n || magnitudeOf(parts) < SMALLEST)
      return packDecimal(parts.coefficient, parts.exponent);
    return packed(compute(fixed(parts)));
  });

const circular = (compute: (x: bigint) => bigint) => odd(noValue, (x) => compute(angle(x)));

function angle(x: bigint): bigint {
  if (String(x).length <= DIGITS + LARGEST_ANGLE) return x;
  throw commandError('CommandNotSupported', `a decimal angle beyond 10^${LARGEST_ANGLE} is not supported`);
}
const quarter = (negated: boolean): Decimal128 => packed(negated ? -pi() / 2n : pi() / 2n);
const squareOf = (x: bigint): bigint => fixedTimes(x, x);
const hyperbolic = (x: bigint): { rising: bigint; falling: bigint } => {
  const [up, down] = [fixedWide(x), fixedWide(-x)];
  return { rising: up, falling: down };
};

/** e^x as a fixed-point number, for an x of up to some thousands. */
function fixedWide(x: bigint): bigint {
  const tens = x / ln10();
  const rest = fixedExp(x - tens * ln10());
  return tens >= 0n ? rest * 10n ** tens : rest / 10n ** -tens;
}

const LARGEST_HYPERBOLIC = 20_000n * ONE;
const wide = (x: bigint): boolean => x > LARGEST_HYPERBOLIC || x < -LARGEST_HYPERBOLIC;

const growing = (even: boolean) => (value: Decimal128) => {
  const unpacked = unpackDecimal(value);
  if (unpacked.kind === 'finite' && magnitudeOf(unpacked) > 6)
    return infinityDecimal(!even && unpacked.coefficient < 0n);
  return even ? hyperbolicCosine(value) : hyperbolicSine(value);
};
const hyperbolicSine = odd(same, (x) => {
  const { rising, falling } = hyperbolic(x);
  return (rising - falling) / 2n;
});
const hyperbolicCosine = functionOf(
  () => infinityDecimal(false),
  (parts) => {
    const { rising, falling } = hyperbolic(fixed(parts));
    return packed((rising + falling) / 2n);
  },
);

const inverseTangent = odd(noValue, (x) => fixedLn(fixedOver(ONE + x, ONE - x)) / 2n);
/** 1 or −1 for those numbers, 0 for the rest */
const unitSign = (value: Decimal128): number => {
  const unpacked = unpackDecimal(value);
  if (unpacked.kind !== 'finite') return 0;
  const x = fixed(unpacked);
  return x === ONE ? 1 : x === -ONE ? -1 : 0;
};

/** Trigonometric functions of decimals, by the operator's name without `$`. */
export const DECIMAL_TRIGONOMETRY: ReadonlyMap<string, (value: Decimal128) => Decimal128> = new Map([
  ['sin', circular((x) => fixedSine(x).sin)],
  ['cos', functionOf(noValue, (parts) => packed(fixedSine(angle(fixed(parts))).cos))],
  ['tan', circular((x) => { const { sin, cos } = fixedSine(x); return fixedOver(sin, cos); })],
  ['asin', odd(noValue, (x) => fixedAngle(x, fixedRoot(ONE - squareOf(x))))],
  ['acos', functionOf(noValue, (parts) => packed(fixedAngle(fixedRoot(ONE - squareOf(fixed(parts))), fixed(parts))))],
  ['atan', odd(quarter, (x) => fixedAngle(x, ONE))],
  ['sinh', growing(false)],
  ['cosh', growing(true)],
  ['tanh', odd((negated) => packDecimal(negated ? -1n : 1n, 0), (x) => {
    if (wide(x)) return x < 0n ? -ONE : ONE;
    const { rising, falling } = hyperbolic(x);
    return fixedOver(rising - falling, rising + falling);
  })],
  ['asinh', odd(same, (x) => (x < 0n ? -1n : 1n) * fixedLn((x < 0n ? -x : x) + fixedRoot(squareOf(x) + ONE)))],
  ['acosh', functionOf(infinite, (parts) => packed(fixedLn(fixed(parts) + fixedRoot(squareOf(fixed(parts)) - ONE))))],
  ['atanh', (value) => (unitSign(value) === 0 ? inverseTangent(value) : infinityDecimal(unitSign(value) < 0))],
  ['degreesToRadians', functionOf(same, ({ coefficient, exponent }) => packDecimal((coefficient * pi()) / 180n, exponent - DIGITS))],
  ['radiansToDegrees', functionOf(same, ({ coefficient, exponent }) => packDecimal((coefficient * 180n * ONE * ONE) / pi(), exponent - DIGITS))],
]); // prettier-ignore

/** The angle of the point (x, y). */
export function decimalAtan2(y: Decimal128, x: Decimal128): Decimal128 {
  const [a, b] = [unpackDecimal(y), unpackDecimal(x)];
  if (a.kind === 'finite' && b.kind === 'finite') return packed(fixedAngle(fixed(a), fixed(b)));
  const special = Math.atan2(Number(y.toString()), Number(x.toString()));
  if (Number.isNaN(special)) return nanDecimal();
  return packed((pi() * BigInt(Math.round(special / (Math.PI / 4)))) / 4n);
}
