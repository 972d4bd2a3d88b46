/*
 * Functions of real numbers on whole numbers that stand for value × ONE. With 90 digits behind the point the first 34
 * digits of every result of ordinary size are right.
 */
export const DIGITS = 90;
export const ONE = 10n ** BigInt(DIGITS);

const times = (a: bigint, b: bigint): bigint => (a * b) / ONE;
const over = (a: bigint, b: bigint): bigint => (a * ONE) / b;
const once = (compute: () => bigint): (() => bigint) => {
  let value: bigint | undefined;
  return () => (value ??= compute());
};

/** The square root, cut off to a whole number. */
export function wholeRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let root = 1n << BigInt((value.toString(2).length >> 1) + 1);
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

export const fixedRoot = (value: bigint): bigint => wholeRoot(value * ONE);

/** x + x³/3 + x⁵/5 + …, the signs in turn for `sign` −1. */
function oddSeries(x: bigint, sign: 1n | -1n): bigint {
  const square = times(x, x) * sign;
  let [term, sum] = [x, x];
  for (let n = 3n; term !== 0n; n += 2n) {
    term = times(term, square);
    sum += term / n;
  }
  return sum;
}

const ln2 = once(() => 2n * oddSeries(ONE / 3n, 1n));
export const ln10 = once(() => fixedLn(10n * ONE));
export const pi = once(() => 16n * oddSeries(ONE / 5n, -1n) - 4n * oddSeries(ONE / 239n, -1n));

/** The natural logarithm of a positive number. */
export function fixedLn(value: bigint): bigint {
  let [x, halvings] = [value, 0n];
  for (; x > (ONE * 3n) / 2n; halvings += 1n) x /= 2n;
  for (; x < (ONE * 3n) / 4n; halvings -= 1n) x *= 2n;
  return 2n * oddSeries(over(x - ONE, x + ONE), 1n) + halvings * ln2();
}

/** e^x for a small x. */
export function fixedExp(x: bigint): bigint {
  let [term, sum] = [ONE, ONE];
  for (let n = 1n; term !== 0n; n += 1n) {
    term = times(term, x) / n;
    sum += term;
  }
  return sum;
}

/** The sine and the cosine. */
export function fixedSine(angle: bigint): { sin: bigint; cos: bigint } {
  const turn = 2n * pi();
  const x = angle % turn;
  const square = -times(x, x);
  const series = (first: bigint, from: bigint): bigint => {
    let [term, sum] = [first, first];
    for (let n = from; term !== 0n; n += 2n) {
      term = times(term, square) / (n * (n + 1n));
      sum += term;
    }
    return sum;
  };
  return { sin: series(x, 2n), cos: series(ONE, 1n) };
}

/** The angle of the point (x, y), from −π to π. */
export function fixedAngle(y: bigint, x: bigint): bigint {
  if (x < 0n) return fixedAngle(-y, -x) + (y < 0n ? -pi() : pi());
  const size = (n: bigint): bigint => (n < 0n ? -n : n);
  if (size(y) > x) return (y < 0n ? -pi() : pi()) / 2n - fixedAngle(x, size(y)) * (y < 0n ? -1n : 1n);
  return x === 0n ? 0n : fixedArc(over(y, x));
}

/** The arc tangent, by halving the angle until the series is quick. */
function fixedArc(tangent: bigint): bigint {
  const small = tangent < ONE / 8n && tangent > -ONE / 8n;
  if (small) return oddSeries(tangent, -1n);
  return 2n * fixedArc(over(tangent, ONE + fixedRoot(ONE + times(tangent, tangent))));
}

export const fixedTimes = times;
export const fixedOver = over;
