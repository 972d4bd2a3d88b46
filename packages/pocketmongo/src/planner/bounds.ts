import { typeRank } from '../bson/compare.ts';
import { isNumeric, type Value } from '../bson/values.ts';
import type { IndexEntry } from '../catalog/entries.ts';
import type { Collation } from '../collation/collation.ts';
import { componentLimit, encodeComponent, orderedHead } from '../indexes/key-encoding.ts';
import { isIndex } from '../query/paths.ts';
import { show } from '../query/show.ts';
import type { Analysis, Bound, Test } from './analysis.ts';
import { collatedIntervals, collationFits } from './collated-bounds.ts';
import { intersect, type Interval, isEmpty, ordered } from './interval.ts';

export type FieldBounds = { intervals: Interval[]; exact: boolean; tests: Test[] };

type Encoder = (value: Value) => { bytes: Buffer; truncated: boolean };

/** The bounds that a filter puts on field `position` of an index; undefined for none. */
export function boundsOfField(
  index: IndexEntry,
  position: number,
  analysis: Analysis,
  collation: Collation | undefined,
  earlier: readonly (FieldBounds | undefined)[],
): FieldBounds | undefined {
  const field = index.fields[position];
  if (field === undefined) return undefined;
  const multikey = index.flags.multikey[position] === true;
  const usable = analysis.tests.filter(
    (test) =>
      test.path === field.path &&
      !mayBeInArray(field.parts, test) &&
      collationFits(index, test, collation) &&
      elementFits(index, position, test, earlier),
  );
  if (usable.length === 0) return undefined;
  const limit = componentLimit(index.fields.length);
  const encode: Encoder = (value) => encodeComponent(value, index.fold, limit);
  const chosen = multikey ? chooseForArrays(usable) : usable;
  let intervals: Interval[] | undefined;
  let exact = chosen.length === usable.length && chosen.every((test) => usable.includes(test));
  for (const test of chosen) {
    const own = intervalsOf(test, encode, limit);
    if (own === undefined) continue;
    const collated =
      index.strings === undefined ? undefined : collatedIntervals(index, index.strings, test, own.intervals);
    const found = collated?.intervals ?? own.intervals;
    if (
      !test.exact ||
      collated?.sure === false ||
      own.truncated ||
      (multikey && test.kind === 'range' && test.low !== undefined && test.high !== undefined)
    )
      exact = false;
    intervals = intervals === undefined ? found : intersect(intervals, found);
  }
  if (intervals === undefined) return undefined;
  return { intervals: ordered(intervals), exact, tests: chosen };
}

/**
 * A path with a number in it leads to a place in an array and, where that is full, the index looks no further; a query
 * for what is missing looks at the array's documents, too.
 */
function mayBeInArray(parts: readonly string[], test: Test): boolean {
  return test.kind === 'points' && test.values.includes(null) && parts.some(isIndex);
}

/** On arrays, tests that may speak of different elements can't be joined: the strongest is taken, with its kin. */
function chooseForArrays(tests: readonly Test[]): Test[] {
  const best =
    tests.find((test) => test.kind === 'points') ?? tests.find((test) => test.kind !== 'exists') ?? tests[0];
  if (best === undefined) return [];
  if (best.element === 0)
    return best.kind === 'range' && best.low !== undefined && best.high !== undefined
      ? [{ ...best, high: undefined }]
      : [best];
  return tests.filter((test) => test.element === best.element);
}

/** Two fields under the same array can be bounded together only when the tests speak of one element. */
function elementFits(
  index: IndexEntry,
  position: number,
  test: Test,
  earlier: readonly (FieldBounds | undefined)[],
): boolean {
  if (index.flags.multikey[position] !== true) return true;
  const root = index.fields[position]?.parts[0];
  return earlier.every((bounds, i) => {
    if (bounds === undefined || index.flags.multikey[i] !== true || index.fields[i]?.parts[0] !== root)
      return true;
    return test.element !== 0 && bounds.tests.every((other) => other.element === test.element);
  });
}

function intervalsOf(
  test: Test,
  encode: Encoder,
  limit: number,
): { intervals: Interval[]; truncated: boolean } | undefined {
  switch (test.kind) {
    case 'points': {
      const encoded = test.values.map((value) => encode(value));
      return {
        intervals: encoded.map(({ bytes }, i) => pointInterval(bytes, test.values[i] ?? null)),
        truncated: encoded.some(({ truncated }) => truncated),
      };
    }
    case 'range':
      return rangeInterval(test.low, test.high, test.sample, encode, limit);
    case 'prefix': {
      const head = textHead(encode(test.prefix).bytes, limit);
      const own = encode(test.regex).bytes;
      return {
        intervals: [
          {
            low: head,
            lowInclusive: true,
            high: head,
            highInclusive: true,
            point: false,
            shown: () => `["${test.prefix}", …)`,
          },
          pointInterval(own, test.regex),
        ],
        truncated: false,
      };
    }
    case 'exists':
      return undefined;
  }
}

function pointInterval(bytes: Buffer, value: Value): Interval {
  return {
    low: bytes,
    lowInclusive: true,
    high: bytes,
    highInclusive: true,
    point: true,
    shown: () => `[${show(value)}, ${show(value)}]`,
  };
}

/** The encoding of a string without its end mark, so that it is the head of every longer string. */
function textHead(encoded: Buffer, limit: number): Buffer {
  if (encoded.length >= limit) return encoded.subarray(0, orderedHead(limit));
  return encoded.subarray(0, encoded.length - 2);
}

function rangeInterval(
  low: Bound | undefined,
  high: Bound | undefined,
  sample: Value,
  encode: Encoder,
  limit: number,
): { intervals: Interval[]; truncated: boolean } {
  if (low !== undefined && high !== undefined && typeRank(low.value) !== typeRank(high.value))
    return { intervals: [], truncated: false };
  const bracket = Buffer.from([typeRank(sample)]);
  let truncated = false;
  const end = (bound: Bound | undefined): { bytes: Buffer; inclusive: boolean } => {
    if (bound === undefined) return { bytes: bracket, inclusive: true };
    const encoded = encode(bound.value);
    if (!encoded.truncated) return { bytes: encoded.bytes, inclusive: bound.inclusive };
    truncated = true;
    return { bytes: encoded.bytes.subarray(0, orderedHead(limit)), inclusive: true };
  };
  const from = end(low);
  const to = end(high);
  const interval: Interval = {
    low: from.bytes,
    lowInclusive: from.inclusive,
    high: to.bytes,
    highInclusive: to.inclusive,
    point: false,
    shown: () => shownRange(low, high, sample),
  };
  return { intervals: isEmpty(interval) ? [] : [interval], truncated };
}

/** As explain shows it: an open end is the end of the type. */
function shownRange(low: Bound | undefined, high: Bound | undefined, sample: Value): string {
  const number = isNumeric(sample);
  const from =
    low === undefined ? `[${number ? '-inf.0' : 'least'}` : `${low.inclusive ? '[' : '('}${show(low.value)}`;
  const to =
    high === undefined
      ? `${number ? 'inf.0' : 'greatest'}]`
      : `${show(high.value)}${high.inclusive ? ']' : ')'}`;
  return `${from}, ${to}`;
}
