import { compareValues } from '../bson/compare.ts';
import { UNDEFINED, type Doc, type Value } from '../bson/values.ts';
import type { Collation } from '../engine.ts';
import { commandError } from '../errors.ts';
import type { SortField } from '../planner/sort-spec.ts';
import { valuesForSort } from '../query/sort-keys.ts';
import type { StoredRow } from './row.ts';
import type { Source } from './sources.ts';

const MEMORY_LIMIT = 100 * 1024 * 1024;

type Keyed = { row: StoredRow; key: (Value | undefined)[]; place: number };

/** The values that a document is sorted by: of an array the least for ascending, the greatest for descending. */
export function sortKey(
  doc: Doc,
  fields: readonly SortField[],
  collation: Collation | undefined,
  score = 0,
): Value[] {
  return fields.map((field) => {
    if (field.meta) return score;
    const values = valuesForSort(doc, field.path);
    let chosen: Value | undefined;
    for (const value of values) {
      if (chosen === undefined || compareValues(value, chosen, collation) * field.direction < 0)
        chosen = value;
    }
    return chosen === undefined ? UNDEFINED : chosen;
  });
}

/**
 * Sorts what the source gives, keeping only the first `keep` rows (0: all). Equal rows stay in the order in which they
 * came. Throws QueryExceededMemoryLimitNoDiskUseAllowed.
 */
export function sorted(
  source: Source,
  fields: readonly SortField[],
  collation: Collation | undefined,
  keep: number,
): Source {
  let rows: StoredRow[] | undefined;
  let at = 0;
  return () => {
    rows ??= collect(source, fields, collation, keep);
    const row = rows[at];
    at += 1;
    return row;
  };
}

function collect(
  source: Source,
  fields: readonly SortField[],
  collation: Collation | undefined,
  keep: number,
): StoredRow[] {
  const compare = (a: Keyed, b: Keyed): number => {
    for (const [i, field] of fields.entries()) {
      const order = compareValues(a.key[i], b.key[i], collation);
      if (order !== 0) return order * field.direction;
    }
    return a.place - b.place;
  };
  let held: Keyed[] = [];
  let bytes = 0;
  let place = 0;
  let worst: Keyed | undefined;
  for (let row = source(); row !== undefined; row = source()) {
    const keyed: Keyed = { row, key: sortKey(row.doc(), fields, collation, row.score), place };
    place += 1;
    if (worst !== undefined && compare(keyed, worst) > 0) continue;
    held.push(keyed);
    bytes += row.raw.length;
    // Twice the wanted number is gathered, then the worse half is dropped: cheaper than a heap in practice.
    if (keep > 0 && held.length >= keep * 2 + 64) {
      held = held.sort(compare).slice(0, keep);
      bytes = held.reduce((sum, { row: kept }) => sum + kept.raw.length, 0);
      worst = held[keep - 1];
    }
    if (bytes > MEMORY_LIMIT)
      throw commandError(
        'QueryExceededMemoryLimitNoDiskUseAllowed',
        `Sort exceeded memory limit of ${MEMORY_LIMIT} bytes, but did not opt in to external sorting.`,
      );
  }
  held.sort(compare);
  return (keep > 0 ? held.slice(0, keep) : held).map(({ row }) => row);
}
