import { type Doc, isDoc } from '../bson/values.ts';
import { commandError, locationError } from '../errors.ts';
import { isTruthy } from '../query/operators/element.ts';
import type { IndexEntry } from './entries.ts';
import { isIdKey } from './id-key.ts';
import { asksOnlyFor, type TimeSeries } from './time-series.ts';

/** The indexes of a time series: unlike elsewhere, its `_id` need not be unique. */
export function indexesOf(
  series: TimeSeries | undefined,
  indexes: readonly IndexEntry[],
): readonly IndexEntry[] {
  if (series === undefined) return indexes;
  return indexes.map((index) => (isIdKey(index.keyPattern) ? { ...index, unique: false } : index));
}

/** Kinds that only the metaField can have. */
const OF_META = new Set(['2d', 'hashed']);

/** Refuses indexes that a time series can't have. */
export function checkTimeSeriesIndex(series: TimeSeries, spec: Doc): void {
  const key = spec.get('key');
  const kinds = isDoc(key) ? [...key] : [];
  const isMeta = (path: string): boolean =>
    series.metaField !== undefined && `${path}.`.startsWith(`${series.metaField}.`);
  if (isTruthy(spec.get('unique'))) throw unsupported('unique');
  if (isTruthy(spec.get('sparse')) && !kinds.every(([path]) => isMeta(path))) throw unsupported('sparse');
  for (const [path, kind] of kinds) {
    if (kind === 'text') throw unsupported('text');
    if (typeof kind === 'string' && OF_META.has(kind) && !isMeta(path))
      throw commandError('CannotCreateIndex', `${kind} indexes of measurements are not supported: ${path}`);
    if (path.endsWith('$**') && !isMeta(path))
      throw locationError(7246301, 'wildcard indexes of measurements are not supported');
  }
  if (spec.has('expireAfterSeconds')) checkExpiry(series, spec);
}

const unsupported = (kind: string): Error =>
  commandError('InvalidOptions', `${kind} indexes are not supported on time-series collections`);

function checkExpiry({ metaField }: TimeSeries, spec: Doc): void {
  const partial = spec.get('partialFilterExpression');
  if (isDoc(partial) && asksOnlyFor(metaField, partial)) return;
  throw commandError(
    'InvalidOptions',
    'TTL indexes are supported on time-series collections only with a partialFilterExpression on the metaField',
  );
}
