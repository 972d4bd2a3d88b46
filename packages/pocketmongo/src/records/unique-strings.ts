import { TYPE_RANK, valuesEqual } from '../bson/compare.ts';
import { decodeDocument } from '../bson/decode.ts';
import type { Doc, Value } from '../bson/values.ts';
import type { CollectionEntry, IndexEntry } from '../catalog/entries.ts';
import type { SortKeys } from '../collation/sort-key.ts';
import { KeyScan, headRange } from '../execution/key-scan.ts';
import { IRREGULAR_HEAD } from '../indexes/collated-text.ts';
import { duplicateKey } from '../indexes/duplicate-key.ts';
import { keyTuples } from '../indexes/key-generation.ts';
import { mayHoldText } from '../planner/collated-bounds.ts';
import type { ScanRange } from '../planner/index-plan.ts';
import type { Frame } from '../storage/frame.ts';
import { keyText, recordIdOfValue, recordKey, tableKey } from '../storage/keys.ts';

/** Taken by all who add a string to a unique index with a collation. */
const LOCK = Buffer.from([0]);

/**
 * Looks for strings that a unique index's collation calls equal though their keys differ, as irregular ones may. Since
 * no key stands for such a class, transactions that add strings to the index exclude each other. Throws DuplicateKey.
 */
export function checkUniqueStrings(
  frame: Frame,
  collection: CollectionEntry,
  index: IndexEntry,
  recordId: number,
  after: Doc,
): void {
  const { strings } = index;
  const tuples = keyTuples(index, after);
  if (strings === undefined || !tuples.flat().some((value) => mayHoldText(value ?? null))) return;
  frame.guard.key(keyText(tableKey(index.table, LOCK)));
  if (!index.flags.irregular) return;
  const scan = new KeyScan(frame.view, [rangeOf(index, strings, tuples)], {
    reverse: false,
    keysOnly: false,
  });
  const seen = new Set([recordId]);
  for (let entry = scan.next(); entry !== undefined; entry = scan.next()) {
    const other = recordIdOfValue(entry.value);
    if (seen.has(other)) continue;
    seen.add(other);
    const raw = frame.view.get(recordKey(collection.table, other));
    if (raw === undefined) continue;
    const theirs = keyTuples(index, decodeDocument(raw));
    if (tuples.some((own) => theirs.some((their) => same(index, own, their))))
      throw duplicateKey(collection, index, after);
  }
}

type Tuple = readonly (Value | undefined)[];

function same({ collation }: IndexEntry, a: Tuple, b: Tuple): boolean {
  return a.every((value, i) => valuesEqual(value ?? null, b[i] ?? null, collation));
}

/** Where equal strings may lie: a regular one that has its key for itself can only equal an irregular one. */
function rangeOf(index: IndexEntry, strings: SortKeys, tuples: readonly Tuple[]): ScanRange {
  const [field] = index.fields;
  const plain =
    index.fields.length === 1 &&
    field?.direction === 1 &&
    tuples.flat().every((value) => typeof value === 'string' || !mayHoldText(value ?? null));
  if (!plain)
    return { from: tableKey(index.table, Buffer.alloc(0)), to: tableKey(index.table + 1, Buffer.alloc(0)) };
  const string = Buffer.from([TYPE_RANK.string]);
  const regular = tuples.flat().every((value) => typeof value !== 'string' || strings.of(value).regular);
  return headRange(tableKey(index.table, regular ? Buffer.concat([string, IRREGULAR_HEAD]) : string));
}
