import { TYPE_RANK, typeRank } from '../bson/compare.ts';
import { BSONSymbol, Code, isDoc, type Doc, type Value } from '../bson/values.ts';
import type { IndexEntry } from '../catalog/entries.ts';
import { sameCollation } from '../collation/spec.ts';
import type { SortKeys } from '../collation/sort-key.ts';
import type { Collation } from '../collation/collation.ts';
import { IRREGULAR_HEAD } from '../indexes/collated-text.ts';
import type { Test } from './analysis.ts';
import type { Interval } from './interval.ts';

/** Whether strings may lie in the value, so that a collation has a say in its comparison. */
export function mayHoldText(value: Value): boolean {
  const rank = typeRank(value);
  return (
    rank === TYPE_RANK.string ||
    rank === TYPE_RANK.object ||
    rank === TYPE_RANK.array ||
    rank === TYPE_RANK.codeWithScope
  );
}

/** Whether an index can answer a test of a query with this collation. */
export function collationFits(index: IndexEntry, test: Test, collation: Collation | undefined): boolean {
  switch (test.kind) {
    case 'points': {
      const texts = test.values.filter(mayHoldText);
      if (texts.length === 0) return true;
      const { strings } = index;
      if (!sameCollation(index.collation, collation)) return false;
      return strings === undefined || texts.every((value) => isText(value) || isSure(index, strings, value));
    }
    case 'range': {
      if (!mayHoldText(test.sample)) return true;
      if (!sameCollation(index.collation, collation)) return false;
      const { strings } = index;
      if (strings === undefined) return true;
      const ends = [test.low, test.high].flatMap((bound) => (bound === undefined ? [] : [bound.value]));
      return strings.ordered && ends.every((end) => isText(end) && isRegular(strings, end));
    }
    case 'prefix':
      return index.collation === undefined && collation === undefined;
    case 'exists':
      return true;
  }
}

/** Whether an index can give values in the order of a collation. */
export function collationOrders(index: IndexEntry, collation: Collation | undefined): boolean {
  if (!sameCollation(index.collation, collation)) return false;
  return index.strings === undefined || (index.strings.ordered && !index.flags.irregular);
}

/** Whether the keys of these values lie in the index where its collation wants them. */
export function keepsInOrder({ strings, flags }: IndexEntry, values: readonly Value[]): boolean {
  const texts = strings === undefined ? [] : values.filter(mayHoldText);
  if (strings === undefined || texts.length === 0) return true;
  return strings.ordered && !flags.irregular && texts.every((value) => isRegular(strings, value));
}

const isText = (value: Value): boolean => typeof value === 'string' || value instanceof BSONSymbol;

/** A document or array is found by its key only when neither it nor any other holds irregular strings. */
function isSure(index: IndexEntry, strings: SortKeys, value: Value): boolean {
  return !index.flags.irregular && isRegular(strings, value);
}

function isRegular(strings: SortKeys, value: Value): boolean {
  if (typeof value === 'string') return strings.of(value).regular;
  if (value instanceof BSONSymbol) return strings.of(value.value).regular;
  if (Array.isArray(value)) return value.every((item) => isRegular(strings, item));
  if (isDoc(value)) return [...value.values()].every((item) => isRegular(strings, item));
  if (value instanceof Code && value.scope instanceof Map)
    return [...(value.scope as Doc).values()].every((item) => isRegular(strings, item));
  return true;
}

/**
 * The intervals of a test on an index with a collation, beyond those of its own keys: irregular strings are equal or
 * greater where their keys don't tell, so all of them are looked at. `sure` tells that this was not needed.
 */
export function collatedIntervals(
  { flags }: IndexEntry,
  strings: SortKeys,
  test: Test,
  own: Interval[],
): { intervals: Interval[]; sure: boolean } {
  if (test.kind === 'range' && isText(test.sample) && flags.irregular)
    return { intervals: [...own, IRREGULARS], sure: false };
  if (test.kind !== 'points') return { intervals: own, sure: true };
  const texts = test.values.filter(isText);
  if (!texts.every((value) => isRegular(strings, value)))
    return { intervals: [...own.filter((_, i) => !isText(test.values[i] ?? null)), STRINGS], sure: false };
  return flags.irregular && texts.length > 0
    ? { intervals: [...own, IRREGULARS], sure: false }
    : { intervals: own, sure: true };
}

function headInterval(head: Buffer, shown: string): Interval {
  return {
    low: head,
    lowInclusive: true,
    high: head,
    highInclusive: true,
    point: false,
    shown: () => shown,
  };
}

const STRING = Buffer.from([TYPE_RANK.string]);
const STRINGS = headInterval(STRING, '["", {})');
const IRREGULARS = headInterval(Buffer.concat([STRING, IRREGULAR_HEAD]), '[irregular strings]');
