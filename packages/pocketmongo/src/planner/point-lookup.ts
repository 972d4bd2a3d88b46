import { BSONRegExp, BsonUndefined, isDoc, type Doc, type Value } from '../bson/values.ts';
import type { CollectionEntry, IndexEntry } from '../catalog/entries.ts';
import type { Query } from '../engine.ts';
import type { QueryLanguage } from '../query/query-language.ts';
import { componentLimit, encodeComponent, invert } from '../indexes/key-encoding.ts';
import { findNear } from '../query/geo/near.ts';
import { TABLE_BYTES } from '../storage/keys.ts';
import type { ScanRange } from './index-plan.ts';
import type { Plan } from './plan.ts';

/**
 * The plan of a query that names a value for each field of a unique index: most reads and updates. Planned as any other
 * it would come to the same, but cost as much as all the rest of the search. Undefined where there is more to weigh.
 */
export function pointLookup(
  collection: CollectionEntry,
  query: Query,
  language: QueryLanguage,
): Plan | undefined {
  const { filter, collation } = query;
  if (filter.size === 0 || collation !== undefined || asksForMore(query)) return undefined;
  for (const index of collection.indexes) {
    const range = isPlain(index) ? rangeOf(index, filter) : undefined;
    if (range === undefined) continue;
    const isWhole = filter.size === index.fields.length;
    if (!isWhole && (filter.has('$text') || findNear(filter) !== undefined)) return undefined;
    return {
      query,
      collection,
      access: accessOf(index, range),
      residual: isWhole ? undefined : language.compileFilter(filter, query),
      rawResidual: () => undefined,
      sort: undefined,
      skip: query.skip ?? 0,
      limit: query.limit ?? 0,
      rejected: [],
    };
  }
  return undefined;
}

/** What a plan by a single document has no answer to, or explain would show. */
function asksForMore(query: Query): boolean {
  return (
    query.hint !== undefined ||
    (query.sort !== undefined && query.sort.size > 0) ||
    query.fields !== undefined ||
    query.distinct !== undefined ||
    query.min !== undefined ||
    query.max !== undefined ||
    query.returnKey === true ||
    query.alternatives === true
  );
}

/** One document at most has a key, and values that are equal have equal keys. */
function isPlain(index: IndexEntry): boolean {
  return (
    index.unique &&
    !index.hidden &&
    index.partial === undefined &&
    index.strings === undefined &&
    index.collation === undefined &&
    index.wildcard === undefined &&
    index.text === undefined &&
    index.geo === undefined &&
    index.hashed === undefined &&
    !index.flags.multikey.includes(true)
  );
}

/** The one key that can match; undefined when the filter leaves a field open or a value is too long for a key. */
function rangeOf(index: IndexEntry, filter: Doc): ScanRange | undefined {
  const limit = componentLimit(index.fields.length);
  const parts: Buffer[] = [];
  let length = TABLE_BYTES;
  for (const { path, direction } of index.fields) {
    const value = filter.get(path);
    if (!isPoint(value)) return undefined;
    const { bytes, truncated } = encodeComponent(value, undefined, limit);
    if (truncated) return undefined;
    parts.push(direction === -1 ? invert(bytes) : bytes);
    length += bytes.length;
  }
  // The end is the key with a byte behind it that is above all that can follow.
  const end = Buffer.allocUnsafe(length + 1);
  let at = end.writeUInt32BE(index.table, 0);
  for (const part of parts) {
    end.set(part, at);
    at += part.length;
  }
  end[at] = 0xff;
  return { from: end.subarray(0, length), to: end };
}

/** A value that only an equal one matches, in a document without an array there. */
function isPoint(value: Value | undefined): value is Value {
  return (
    value !== undefined &&
    value !== null &&
    !isDoc(value) &&
    !Array.isArray(value) &&
    !(value instanceof BSONRegExp) &&
    !(value instanceof BsonUndefined)
  );
}

function accessOf(index: IndexEntry, range: ScanRange): Plan['access'] {
  const fields = index.fields.length;
  return {
    kind: 'index',
    plan: {
      index,
      ranges: [range],
      streams: undefined,
      points: fields,
      fixed: fields,
      ranged: false,
      exact: true,
      keyFilter: undefined,
      bounds: [],
    },
    reverse: false,
    merge: false,
    distinct: undefined,
    returnKey: false,
    distinctNulls: false,
    covered: undefined,
    conditions: undefined,
  };
}
