import type { IndexEntry } from './entries.ts';
import { isIdKey } from './id-key.ts';
import type { TimeSeries } from './time-series.ts';

/** The indexes of a time series: unlike elsewhere, its `_id` need not be unique. */
export function indexesOf(
  series: TimeSeries | undefined,
  indexes: readonly IndexEntry[],
): readonly IndexEntry[] {
  if (series === undefined) return indexes;
  return indexes.map((index) => (isIdKey(index.keyPattern) ? { ...index, unique: false } : index));
}
