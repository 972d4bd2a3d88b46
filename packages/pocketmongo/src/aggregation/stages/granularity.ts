import { double, type Value } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';

/** A series of preferred numbers: the next one above a number, and the last one at or below it. */
export interface Granularity {
  above: (value: number) => Value;
  below: (value: number) => Value;
}

const SERIES: ReadonlyMap<string, readonly number[]> = new Map([
  ['R5', [10, 16, 25, 40, 63]],
  ['R10', [100, 125, 160, 200, 250, 315, 400, 500, 630, 800]],
  ['R20', [100, 112, 125, 140, 160, 180, 200, 224, 250, 280, 315, 355, 400, 450, 500, 560, 630, 710, 800, 900]],
  ['R40', [100, 106, 112, 118, 125, 132, 140, 150, 160, 170, 180, 190, 200, 212, 224, 236, 250, 265, 280, 300, 315, 335, 355, 375, 400, 425, 450, 475, 500, 530, 560, 600, 630, 670, 710, 750, 800, 850, 900, 950]],
  ['1-2-5', [10, 20, 50]],
  ['E6', [10, 15, 22, 33, 47, 68]],
  ['E12', [10, 12, 15, 18, 22, 27, 33, 39, 47, 56, 68, 82]],
  ['E24', [10, 11, 12, 13, 15, 16, 18, 20, 22, 24, 27, 30, 33, 36, 39, 43, 47, 51, 56, 62, 68, 75, 82, 91]],
  ['E48', [100, 105, 110, 115, 121, 127, 133, 140, 147, 154, 162, 169, 178, 187, 196, 205, 215, 226, 237, 249, 261, 274, 287, 301, 316, 332, 348, 365, 383, 402, 422, 442, 464, 487, 511, 536, 562, 590, 619, 649, 681, 715, 750, 787, 825, 866, 909, 953]],
]); // prettier-ignore

/** The series that `granularity` names. */
export function granularityOf(name: Value): Granularity {
  if (typeof name !== 'string')
    throw locationError(40261, "The $bucketAuto 'granularity' field must be a string");
  if (name === 'POWERSOF2') return POWERS_OF_2;
  const series = SERIES.get(name);
  if (series === undefined) {
    if (name === 'E96' || name === 'E192' || name === 'R80')
      throw locationError(40257, `granularity ${name} is not supported`);
    throw locationError(40257, `Unknown rounding granularity '${name}'`);
  }
  return { above: (value) => double(above(series, value)), below: (value) => double(below(series, value)) };
}

const POWERS_OF_2: Granularity = {
  above: (value) => double(value === 0 ? 0 : 2 ** (Math.floor(Math.log2(value)) + 1)),
  below: (value) => double(value === 0 ? 0 : 2 ** (Math.ceil(Math.log2(value)) - 1)),
};

/** `digit × 10^exponent` of the series, computed so that 0.1 steps come out as written. */
const scaled = (digit: number, exponent: number): number => Number(`${digit}e${exponent}`);

function above(series: readonly number[], value: number): number {
  if (value === 0) return 0;
  for (let exponent = startExponent(series, value); ; exponent += 1) {
    for (const digit of series) if (scaled(digit, exponent) > value) return scaled(digit, exponent);
  }
}

function below(series: readonly number[], value: number): number {
  if (value === 0) return 0;
  for (let exponent = startExponent(series, value) + 1; ; exponent -= 1) {
    for (const digit of series.toReversed())
      if (scaled(digit, exponent) < value) return scaled(digit, exponent);
  }
}

const startExponent = (series: readonly number[], value: number): number =>
  Math.floor(Math.log10(value / (series[0] ?? 1)));
