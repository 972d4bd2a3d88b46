import type { Doc, Value } from '../bson/values.ts';
import type { CollectionEntry } from '../catalog/entries.ts';
import { checkMeasurementChange, checkTimeSeriesUpdate } from '../catalog/time-series.ts';
import { createCollection } from '../catalog/collections-ddl.ts';
import type { Catalogue } from '../catalog/ddl-context.ts';
import type {
  DeleteOutcome,
  DeleteRequest,
  EngineCursor,
  Operation,
  Query,
  QueryLanguage,
  UpdateOutcome,
  UpdateRequest,
} from '../engine.ts';
import { commandError } from '../errors.ts';
import { Progress } from '../execution/counters.ts';
import { RowCursor, runPlan } from '../execution/cursor.ts';
import type { PlanRow } from '../execution/row.ts';
import { planQuery } from '../planner/planner.ts';
import type { Frame } from '../storage/frame.ts';
import { refuseView } from '../views/view.ts';
import { claimRecord, deleteRecord, replaceRecord } from './change.ts';
import { insertRecord, withId } from './insert.ts';

/** Documents of a frame: what a write's body calls. */
export type Documents = {
  frame: Frame;
  op: Operation;
  language: QueryLanguage;
  catalogue: Catalogue;
};

function cursorOf({ frame, op, language }: Documents, namespace: string, query: Query): RowCursor {
  const collection = frame.collection(namespace);
  refuseView(collection);
  const plan = planQuery(collection, query, language);
  const progress = new Progress(op);
  return new RowCursor(runPlan(frame.view, plan, progress), progress);
}

export function findDocuments(documents: Documents, namespace: string, query: Query): EngineCursor {
  return cursorOf(documents, namespace, query);
}

function collectionFor(documents: Documents, namespace: string): CollectionEntry {
  const present = documents.frame.collection(namespace);
  return present ?? createCollection(documents.frame, documents.catalogue, namespace, new Map());
}

function refuseTransaction({ op }: Documents, collection: CollectionEntry, verb: string): void {
  if (op.txn === undefined) return;
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
  const { document, id } = withId(given);
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
  const rows = collection === undefined ? [] : matches(documents, namespace, request.query, request.multi);
  const outcome: UpdateOutcome = { matched: 0, modified: 0 };
  if (collection !== undefined) changeAll(frame, collection, rows, request, outcome);
  if (outcome.matched === 0 && request.upsert !== undefined) {
    const { document, id } = withId(request.upsert());
    insertRecord(frame, collectionFor(documents, namespace), document);
    outcome.upsertedId = id;
    outcome.after = document;
  }
  return outcome;
}

/** The candidates are gathered before the first change, so that no document is met twice. */
function matches(documents: Documents, namespace: string, query: Query, multi: boolean): PlanRow[] {
  const cursor = cursorOf(documents, namespace, multi ? query : { ...query, limit: 1 });
  const rows: PlanRow[] = [];
  for (let row = cursor.nextStored(); row !== undefined; row = cursor.nextStored()) rows.push(row);
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
    for (const row of rows) {
      claimRecord(frame, collection, row.recordId);
      const before = row.doc();
      const after = request.apply(before) ?? before;
      if (collection.timeSeries !== undefined) checkMeasurementChange(collection.timeSeries, before, after);
      outcome.matched += 1;
      const record = { recordId: row.recordId, raw: row.raw, doc: before };
      if (after !== before && replaceRecord(frame, collection, record, after, request)) outcome.modified += 1;
      outcome.before = before;
      outcome.after = after;
    }
  } catch (error) {
    if (mark !== undefined) frame.rollBack(mark);
    throw error;
  }
}

export function deleteDocuments(
  documents: Documents,
  namespace: string,
  request: DeleteRequest,
): DeleteOutcome {
  const { frame } = documents;
  const collection = frame.collection(namespace);
  const outcome: DeleteOutcome = { deleted: 0 };
  if (collection === undefined) return outcome;
  refuseTransaction(documents, collection, 'delete from');
  for (const row of matches(documents, namespace, request.query, request.multi)) {
    claimRecord(frame, collection, row.recordId);
    deleteRecord(frame, collection, { recordId: row.recordId, raw: row.raw, doc: row.doc() });
    outcome.deleted += 1;
    outcome.before = row.doc();
  }
  return outcome;
}
