import type { CollectionEntry } from '../catalog/entries.ts';
import { checkTimeSeriesUpdate } from '../catalog/time-series.ts';
import { isStatementError, type Query } from '../engine.ts';
import type {
  DeleteOutcome,
  DeleteRequest,
  Slice,
  SliceEnd,
  UpdateOutcome,
  UpdateRequest,
} from '../execution/requests.ts';
import { commandError } from '../errors.ts';
import { Progress } from '../execution/counters.ts';
import { KeyScan } from '../execution/key-scan.ts';
import { StoredRow } from '../execution/row.ts';
import { SLICE_MS } from '../execution/turns.ts';
import { recordIdOfKey, recordKey, tableStart } from '../storage/keys.ts';
import { changeOne, deleteOne, upsert, type Documents } from './unit.ts';

/** Documents of a slice at most: its commit takes time, too. */
const MOST_DOCUMENTS = 500;

/** The clock is asked every so many documents. */
const CLOCK_MASK = 15;

/** Updates the documents of a slice that match by now. Inserts where none was found and `upsert` is asked for. */
export function updateSlice(
  documents: Documents,
  namespace: string,
  request: UpdateRequest,
  slice: Slice,
): UpdateOutcome & SliceEnd {
  const { frame } = documents;
  const collection = sameCollection(documents, namespace, slice);
  if (collection.timeSeries !== undefined) checkTimeSeriesUpdate(collection.timeSeries, request);
  const outcome: UpdateOutcome = { matched: 0, modified: 0 };
  const change = (row: StoredRow): void => changeOne(frame, collection, row, request, outcome);
  const end =
    slice.ids.length === 0 && request.upsert !== undefined
      ? visitNew(documents, collection, request, slice.since, change)
      : visitSlice(documents, collection, request, slice, change);
  if (slice.ids.length === 0 && outcome.matched === 0 && end.failure === undefined)
    upsert(documents, namespace, request, outcome);
  return Object.assign(outcome, end);
}

/** Deletes the documents of a slice that match by now. */
export function deleteSlice(
  documents: Documents,
  namespace: string,
  request: DeleteRequest,
  slice: Slice,
): DeleteOutcome & SliceEnd {
  const { frame } = documents;
  const collection = sameCollection(documents, namespace, slice);
  const outcome: DeleteOutcome = { deleted: 0 };
  const end = visitSlice(documents, collection, request, slice, (row) =>
    deleteOne(frame, collection, row, outcome),
  );
  return Object.assign(outcome, end);
}

function sameCollection({ frame }: Documents, namespace: string, { table }: Slice): CollectionEntry {
  const collection = frame.collection(namespace);
  if (collection?.table === table) return collection;
  throw commandError('QueryPlanKilled', `collection '${namespace}' was dropped or replaced during the write`);
}

type Target = { query: Query; multi: boolean };

/** Says whether a stored document matches. */
function matcherOf({ language }: Documents, query: Query): (row: StoredRow) => boolean {
  const matches = language.compileFilter(query.filter, query);
  const raw = language.compileRawFilter?.(query.filter, query);
  return (row) => raw?.(row.raw) ?? matches(row.doc());
}

function visitSlice(
  documents: Documents,
  { table }: CollectionEntry,
  { query, multi }: Target,
  { ids, from }: Slice,
  change: (row: StoredRow) => void,
): SliceEnd {
  const { view } = documents.frame;
  const matches = matcherOf(documents, query);
  const progress = new Progress(documents.op);
  const until = performance.now() + SLICE_MS;
  let next = from;
  for (; next < ids.length; next += 1) {
    const done = next - from;
    if (done === MOST_DOCUMENTS) break;
    if (done > 0 && (done & CLOCK_MASK) === 0 && performance.now() > until) break;
    progress.step();
    const recordId = ids[next] ?? 0;
    if (multi && recordId === ids[next - 1]) continue;
    const raw = view.get(recordKey(table, recordId));
    if (raw === undefined) continue;
    const row = new StoredRow(recordId, raw);
    if (!matches(row)) continue;
    const failure = changeNoting(row, change);
    if (failure !== undefined || !multi) return { next: ids.length, ...failure };
  }
  return { next };
}

/** Looks at the documents that have come since the search. */
function visitNew(
  documents: Documents,
  { table }: CollectionEntry,
  { query, multi }: Target,
  since: number,
  change: (row: StoredRow) => void,
): SliceEnd {
  const matches = matcherOf(documents, query);
  const progress = new Progress(documents.op);
  const range = { from: recordKey(table, since), to: tableStart(table + 1) };
  const scan = new KeyScan(documents.frame.view, [range], { reverse: false, keysOnly: false });
  const rows: StoredRow[] = [];
  for (let entry = scan.next(); entry !== undefined; entry = scan.next()) {
    progress.step();
    const row = new StoredRow(recordIdOfKey(entry.key), entry.value);
    if (matches(row)) rows.push(row);
    if (!multi && rows.length > 0) break;
  }
  for (const row of rows) {
    const failure = changeNoting(row, change);
    if (failure !== undefined) return { next: 0, ...failure };
  }
  return { next: 0 };
}

function changeNoting(
  row: StoredRow,
  change: (row: StoredRow) => void,
): Pick<SliceEnd, 'failure'> | undefined {
  try {
    change(row);
  } catch (error) {
    if (!isStatementError(error)) throw error;
    return { failure: error };
  }
  return undefined;
}
