import type { Doc } from '../bson/values.ts';
import type { IndexEntry } from '../catalog/entries.ts';
import { sameCollation } from '../collation/spec.ts';
import type { Query } from '../engine.ts';
import type { Collation } from '../collation/collation.ts';
import { commandError, locationError } from '../errors.ts';
import { componentLimit, encodeComponent, invert } from '../indexes/key-encoding.ts';
import { show } from '../query/show.ts';
import { tableKey, tableStart } from '../storage/keys.ts';
import { keepsInOrder, mayHoldText } from './collated-bounds.ts';
import type { IndexPlan } from './index-plan.ts';

/** True when a query names the keys between which an index is to be read. */
export function hasKeyBounds({ min, max }: Query): boolean {
  return (min !== undefined && min.size > 0) || (max !== undefined && max.size > 0);
}

export function hintMissing(): Error {
  return locationError(51173, 'When using min()/max() a hint of which index to use must be provided');
}

export function incompatible(): Error {
  return locationError(51174, 'The index chosen is not compatible with min/max');
}

/** The scan of an index from the key `min` on, up to `max`, which is not part of it. */
export function planBetween(index: IndexEntry, query: Query): IndexPlan {
  const min = query.min !== undefined && query.min.size > 0 ? query.min : undefined;
  const max = query.max !== undefined && query.max.size > 0 ? query.max : undefined;
  if (min !== undefined && max !== undefined && !sameFields(min, max))
    throw locationError(51176, 'min and max must have the same field names');
  const from = min === undefined ? tableStart(index.table) : keyOf(index, min, query.collation);
  const to = max === undefined ? tableStart(index.table + 1) : keyOf(index, max, query.collation);
  if (Buffer.compare(from, to) >= 0 && min !== undefined && max !== undefined)
    throw locationError(
      51175,
      'The value provided for min() does not come before the value provided for max()',
    );
  return {
    index,
    ranges: [{ from, to }],
    streams: undefined,
    points: 0,
    fixed: 0,
    ranged: true,
    exact: query.filter.size === 0,
    keyFilter: undefined,
    bounds: [],
    between: `[${min === undefined ? 'MinKey' : show(min)}, ${max === undefined ? 'MaxKey' : show(max)})`,
  };
}

function sameFields(a: Doc, b: Doc): boolean {
  const names = [...b.keys()];
  return a.size === b.size && [...a.keys()].every((name, i) => name === names[i]);
}

function keyOf(index: IndexEntry, bound: Doc, collation: Collation | undefined): Buffer {
  const names = [...bound.keys()];
  const fits = index.fields.length === names.length && index.hashed === undefined;
  if (!fits || index.fields.some((field, i) => field.path !== names[i])) throw incompatible();
  const values = [...bound.values()];
  if (values.some(mayHoldText) && !sameCollation(index.collation, collation)) throw incompatible();
  if (!keepsInOrder(index, values))
    throw commandError(
      'CommandNotSupported',
      'min and max are not supported for strings that the index holds apart from the order of its collation',
    );
  const limit = componentLimit(names.length);
  const parts = index.fields.map(({ path, direction }) => {
    const { bytes, truncated } = encodeComponent(bound.get(path), index.fold, limit);
    if (truncated) throw commandError('BadValue', `the value of '${path}' in min or max is too long`);
    return direction === 1 ? bytes : invert(bytes);
  });
  return tableKey(index.table, Buffer.concat(parts));
}
