import type { Doc, Value } from '../bson/values.ts';
import type { CollectionEntry } from '../catalog/entries.ts';
import { checkMeasurementChange, checkTimeSeriesUpdate } from '../catalog/time-series.ts';
import { createCollection } from '../catalog/collections-ddl.ts';
import { isInternal } from '../catalog/namespace.ts';
import type { Catalogue } from '../catalog/ddl-context.ts';
import type { EngineCursor, Query } from '../engine.ts';
import type { DeleteOutcome, DeleteRequest, UpdateOutcome, UpdateRequest } from '../execution/requests.ts';
import type { Operation } from '../execution/operation.ts';
import type { QueryLanguage } from '../query/query-language.ts';
import { commandError } from '../errors.ts';
import { Progress } from '../execution/counters.ts';
import { started } from '../execution/started.ts';
import { checkScan, HandOver, WideWrite } from '../execution/hand-over.ts';
import { RowCursor, runPlan } from '../execution/cursor.ts';
import type { PlanRow } from '../execution/row.ts';
import { planQuery } from '../planner/planner.ts';
import type { Frame } from '../storage/frame.ts';
import { refuseView } from '../views/view.ts';
import { claimRecord, deleteRecord, replaceRecord } from './change.ts';
import { fillEmptyTimestamps } from './empty-timestamps.ts';
import { insertRecord, withId } from './insert.ts';

/** Documents of a frame: what a write's body calls. */
export type Documents = {
  frame: Frame;
  op: Operation;
  language: QueryLanguage;
  catalogue: Catalogue;
};

export function findDocuments(
  { frame, op, language }: Documents,
  namespace: string,
  query: Query,
): EngineCursor {
  const collection = frame.collection(namespace);
  refuseView(collection);
  const progress = new Progress(op);
  const plan = planQuery(collection, query, language);
  started(plan, progress);
  return new RowCursor(runPlan(frame.view, plan, progress), progress);
}

function collectionFor(documents: Documents, namespace: string): CollectionEntry {
  const present = documents.frame.collection(namespace);
  return present ?? createCollection(documents.frame, documents.catalogue, namespace, new Map());
}

function refuseTransaction({ op }: Documents, collection: CollectionEntry, verb: string): void {
  if (op.txn === undefined) return;
  if (isInternal(collection.namespace))
    throw commandError(
      'OperationNotSupportedInTransaction',
      `Cannot ${verb} ${collection.namespace} in a transaction: its database is the server's own`,
    );
  if (collection.capped !== undefined)
    throw commandError(
      'OperationNotSupportedInTransaction',
      `Collection '${collection.namespace}' is a capped collection. Writes in transactions are not allowed on capped collections.`,
    );
  if (collection.timeSeries === undefined) return;
  throw commandError(
    'OperationNotSupportedInTransaction',
    `Cannot ${verb} a time-series collection in a multi-document transaction`,
  );
}

/** Inserts one document; the collection is made when it is the first. Returns its `_id`. */
export function insertDocument(documents: Documents, namespace: string, given: Doc): Value {
  const { document, id } = withId(fillEmptyTimestamps(given));
  const collection = collectionFor(documents, namespace);
  refuseView(collection);
  refuseTransaction(documents, collection, 'insert into');
  insertRecord(documents.frame, collection, document);
  return id;
}

export function updateDocuments(
  documents: Documents,
  namespace: string,
  request: UpdateRequest,
): UpdateOutcome {
  const { frame } = documents;
  const collection = frame.collection(namespace);
  if (collection !== undefined) refuseTransaction(documents, collection, 'update');
  if (collection?.timeSeries !== undefined) {
    checkTimeSeriesUpdate(collection.timeSeries, request);
  }
  const rows = matches(documents, collection, request);
  const outcome: UpdateOutcome = { matched: 0, modified: 0 };
  if (collection !== undefined) changeAll(frame, collection, rows, request, outcome);
  if (outcome.matched === 0) upsert(documents, namespace, request, outcome);
  return outcome;
}

/** Inserts what an update makes that has found nothing. */
export function upsert(
  documents: Documents,
  namespace: string,
  request: UpdateRequest,
  outcome: UpdateOutcome,
): void {
  if (request.upsert === undefined) return;
  const { document, id } = withId(fillEmptyTimestamps(request.upsert()));
  insertRecord(documents.frame, collectionFor(documents, namespace), document);
  outcome.upsertedId = id;
  outcome.after = document;
}

/**
 * The candidates are gathered before the first change, so that no document is met twice. Throws WideWrite when there is
 * too much to look at for one piece.
 */
function matches(
  { frame, op, language }: Documents,
  collection: CollectionEntry | undefined,
  { query, multi }: Pick<UpdateRequest, 'query' | 'multi'>,
): PlanRow[] {
  if (collection !== undefined) refuseView(collection);
  // Without a collection the filter is checked all the same.
  const plan = planQuery(collection, multi ? query : { ...query, limit: 1 }, language);
  if (collection === undefined) return [];
  // What a text index gives can't be checked again on the document alone.
  const progress = new Progress(plan.access.kind === 'text' ? { ...op, atHome: undefined } : op);
  const rows: PlanRow[] = [];
  try {
    if (multi || plan.sort !== undefined) checkScan(plan, op.atHome?.scanned);
    started(plan, progress);
    const cursor = new RowCursor(runPlan(frame.view, plan, progress), progress);
    for (let row = cursor.nextStored(); row !== undefined; row = cursor.nextStored()) rows.push(row);
  } catch (error) {
    if (!(error instanceof HandOver)) throw error;
    throw new WideWrite(collection.table, collection.counters.nextRecordId);
  }
  return rows;
}

function changeAll(
  frame: Frame,
  collection: CollectionEntry,
  rows: readonly PlanRow[],
  request: UpdateRequest,
  outcome: UpdateOutcome,
): void {
  const mark = rows.length > 1 ? frame.mark() : undefined;
  try {
    for (const row of rows) changeOne(frame, collection, row, request, outcome);
  } catch (error) {
    if (mark !== undefined) frame.rollBack(mark);
    throw error;
  }
}

/** Changes one document that matches and adds to the outcome. Throws for this document alone, having changed nothing. */
export function changeOne(
  frame: Frame,
  collection: CollectionEntry,
  row: PlanRow,
  request: UpdateRequest,
  outcome: UpdateOutcome,
): void {
  claimRecord(frame, collection, row.recordId);
  const before = row.doc();
  const after = request.apply(before) ?? before;
  if (collection.timeSeries !== undefined) checkMeasurementChange(collection.timeSeries, before, after);
  const record = { recordId: row.recordId, raw: row.raw, doc: before };
  if (after !== before && replaceRecord(frame, collection, record, after, request)) outcome.modified += 1;
  outcome.matched += 1;
  outcome.before = before;
  outcome.after = after;
}

export function deleteDocuments(
  documents: Documents,
  namespace: string,
  request: DeleteRequest,
): DeleteOutcome {
  const { frame } = documents;
  const collection = frame.collection(namespace);
  const outcome: DeleteOutcome = { deleted: 0 };
  if (collection !== undefined) refuseTransaction(documents, collection, 'delete from');
  const rows = matches(documents, collection, request);
  if (collection === undefined) return outcome;
  for (const row of rows) deleteOne(frame, collection, row, outcome);
  return outcome;
}

/** Deletes one document and adds to the outcome. */
export function deleteOne(
  frame: Frame,
  collection: CollectionEntry,
  row: PlanRow,
  outcome: DeleteOutcome,
): void {
  claimRecord(frame, collection, row.recordId);
  deleteRecord(frame, collection, { recordId: row.recordId, raw: row.raw, doc: row.doc() });
  outcome.deleted += 1;
  outcome.before = row.doc();
}
