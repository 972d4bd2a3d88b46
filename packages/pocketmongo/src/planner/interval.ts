import { invert, successor } from '../indexes/key-encoding.ts';

/** A stretch of one index component, by the encodings (or heads of encodings) at its ends. */
export type Interval = {
  low: Buffer;
  lowInclusive: boolean;
  high: Buffer;
  highInclusive: boolean;
  point: boolean;
  /** For explain. */
  shown: () => string;
};

const LOWEST = Buffer.from([0x00]);
const HIGHEST = Buffer.from([0xff]);

export const EVERYTHING: Interval = {
  low: LOWEST,
  lowInclusive: true,
  high: HIGHEST,
  highInclusive: true,
  point: false,
  shown: () => '[MinKey, MaxKey]',
};

/** First byte string of the interval, ascending. */
function startOf(interval: Interval): Buffer | undefined {
  return interval.lowInclusive ? interval.low : successor(interval.low);
}

/** First byte string after the interval; undefined when it goes to the end. */
function endOf(interval: Interval): Buffer | undefined {
  return interval.highInclusive ? successor(interval.high) : interval.high;
}

/** True when no byte string lies in it. */
export function isEmpty(interval: Interval): boolean {
  const start = startOf(interval);
  const end = endOf(interval);
  return start === undefined || (end !== undefined && Buffer.compare(start, end) >= 0);
}

/** What lies in an interval of each of the two. */
export function intersect(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  const result: Interval[] = [];
  for (const x of a) {
    for (const y of b) {
      const lower = isLater(startOf(x), startOf(y)) ? x : y;
      const upper = isLater(endOf(x), endOf(y)) ? y : x;
      const both: Interval = {
        low: lower.low,
        lowInclusive: lower.lowInclusive,
        high: upper.high,
        highInclusive: upper.highInclusive,
        point: x.point || y.point,
        shown: x.point ? x.shown : y.shown,
      };
      if (!isEmpty(both)) result.push(both);
    }
  }
  return result;
}

function isLater(a: Buffer | undefined, b: Buffer | undefined): boolean {
  if (a === undefined) return true;
  return b !== undefined && Buffer.compare(a, b) > 0;
}

/** In the order of their beginnings, each point once. */
export function ordered(intervals: readonly Interval[]): Interval[] {
  if (intervals.length < 2) return [...intervals];
  const sorted = [...intervals].sort((a, b) => Buffer.compare(a.low, b.low));
  return sorted.filter((interval, i) => {
    const before = sorted[i - 1];
    return before === undefined || !(interval.point && before.point && interval.low.equals(before.low));
  });
}

/** An interval as first byte string and first byte string after it, in the index's direction. */
export function span(interval: Interval, direction: 1 | -1): { start: Buffer; end: Buffer } | undefined {
  if (direction === 1) {
    const start = startOf(interval);
    return start === undefined ? undefined : { start, end: endOf(interval) ?? HIGHEST };
  }
  const low = invert(interval.low);
  const high = invert(interval.high);
  const start = interval.highInclusive ? high : successor(high);
  const end = interval.lowInclusive ? successor(low) : low;
  return start === undefined ? undefined : { start, end: end ?? HIGHEST };
}
