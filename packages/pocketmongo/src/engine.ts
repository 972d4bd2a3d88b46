import type { Operation, Moment, Transaction } from './execution/operation.ts';
import type {
  UpdateRequest,
  UpdateOutcome,
  DeleteRequest,
  DeleteOutcome,
  Slice,
  SliceEnd,
} from './execution/requests.ts';
import type { CommitThread } from './options.ts';
import type { QueryLanguage } from './query/query-language.ts';
import type { Collation } from './collation/collation.ts';
import type { Doc, Value } from './bson/values.ts';
import type { CollectionCheck } from './check/check-collection.ts';
import type { Oplog } from './oplog/oplog.ts';
import type { IndexBuild } from './catalog/entries.ts';
import type { IndexFilter } from './catalog/index-filter.ts';
import type { View } from './views/view.ts';
import { CommandError, ERROR_CODES } from './errors.ts';
import type { EngineCursor, Query } from './execution/query.ts';

export type { EngineCursor, Query, Row } from './execution/query.ts';

export type EngineOptions = {
  dataDir: string;
  language: QueryLanguage;
  /** Milliseconds that a transaction may stay open; 60,000. */
  transactionLifetimeMs?: number;
  /** Milliseconds that a statement of a transaction waits for a lock before WriteConflict; 5. */
  lockWaitMs?: number;
  /** Milliseconds between sweeps of TTL indexes; 60,000; 0 turns them off. */
  ttlSweepMs?: number;
  /** Bytes of the log of changes, beyond which its oldest rows go; 64 MiB. */
  oplogBytes?: number;
  /** Whether a thread of its own makes the commits; `auto`: when there is much waiting for them. */
  commitThread?: CommitThread | undefined;
  /** Wall clock, for TTL and for tests. */
  now?: () => number;
};

/**
 * The body of a write. Everything in it is synchronous, sees its own changes, and takes effect together or not at all
 * in one durable commit. A call that throws has changed nothing, so that the body may catch a statement's error
 * (only when {@link isStatementError} says so), note it in the reply and go on.
 */
export type WriteUnit = {
  /** Inserts one document; `_id` is made and put in front when absent. Returns the `_id`. Throws DuplicateKey 11000. */
  insert(namespace: string, document: Doc): Value;
  update(namespace: string, request: UpdateRequest): UpdateOutcome;
  delete(namespace: string, request: DeleteRequest): DeleteOutcome;
  /** Goes on with an update or a delete, for a slice of time. */
  updateSlice(namespace: string, request: UpdateRequest, slice: Slice): UpdateOutcome & SliceEnd;
  deleteSlice(namespace: string, request: DeleteRequest, slice: Slice): DeleteOutcome & SliceEnd;
  /** Reads what the unit sees. */
  find(namespace: string, query: Query): EngineCursor;

  /** Throws NamespaceExists 48. */
  createCollection(namespace: string, options: Doc): void;
  /** False when there was none. */
  dropCollection(namespace: string): boolean;
  dropDatabase(database: string): boolean;
  renameCollection(from: string, to: string, dropTarget: boolean): void;
  /** Makes a view, whose pipeline has been checked, or changes one. Throws GraphContainsCycle and its kin. */
  createView(namespace: string, options: Doc): void;
  changeView(namespace: string, options: Doc): void;
  /** Changes options of a collection (validator …) or of an index (expireAfterSeconds, hidden). */
  setCollectionOptions(namespace: string, options: Doc): void;
  setIndexOptions(namespace: string, index: string, options: Doc): void;
  /** Throws for an index that can't be made unique. */
  checkUnique(namespace: string, index: string): void;
  /** Builds the indexes on the existing documents; makes the collection when absent. */
  createIndexes(namespace: string, specs: readonly Doc[]): CreateIndexesOutcome;
  /** As `createIndexes`, outside transactions; of a big collection it only starts, and `build` is to be gone on with. */
  startIndexes(namespace: string, specs: readonly Doc[]): StartedIndexes;
  /** Puts documents in for a slice of time; gives the record id to go on from. */
  fillIndexes(build: IndexBuild): number;
  finishIndexes(build: IndexBuild): void;
  abandonIndexes(build: IndexBuild): void;
  /** By name, by key pattern, by a list of names, or all but `_id` with '*'. Returns the number of indexes before. */
  dropIndexes(namespace: string, which: string | Doc | readonly string[]): number;
};

export type CreateIndexesOutcome = {
  numIndexesBefore: number;
  numIndexesAfter: number;
  createdCollectionAutomatically: boolean;
};

export type StartedIndexes = CreateIndexesOutcome & { build?: IndexBuild };

export type CollectionInfo = {
  /** Name without the database. */
  name: string;
  namespace: string;
  options: Doc;
  uuid: Uint8Array;
};

/** An index and how many plans have used it since it was made or the server was started. */
export type IndexUse = { spec: Doc; count: number; since: Date };

/** How the plans since the start have come to a collection's documents. */
export type CollectionUse = { indexes: IndexUse[]; scans: number };

export type CollectionStats = {
  count: number;
  size: number;
  avgObjSize: number;
  indexSizes: ReadonlyMap<string, number>;
};

/** A collection that an open transaction has written to. */
export type HeldCollection = { namespace: string; txnNumber: bigint };

export type ExplainVerbosity = 'queryPlanner' | 'executionStats' | 'allPlansExecution';

/** Reading documents. */
export type DocumentReads = {
  /** Starts a query. An unknown collection is an empty one. */
  find(op: Operation, namespace: string, query: Query): EngineCursor;
  /** Holds the present moment for an operation. */
  openMoment(): Moment;
  /** Number of matching documents, from index keys alone where the bounds are exact. */
  count(op: Operation, namespace: string, query: Query): number;
  /** `{queryPlanner, executionStats?}` in mongod's shape. */
  explain(op: Operation, namespace: string, query: Query, verbosity: ExplainVerbosity): Doc;
};

/** What there is to be read and written, as a transaction sees it or as it is now. */
export type CatalogReads = {
  databases(): string[];
  /** The collections of a database, by name. */
  collections(database: string, txn?: Transaction): CollectionInfo[];
  collection(namespace: string, txn?: Transaction): CollectionInfo | undefined;
  /** What commands on a collection compare by that name no collation. */
  defaultCollation(namespace: string, txn?: Transaction): Collation | undefined;
  /** The view of that name; undefined for a collection, and for what is not there. */
  view(namespace: string, txn?: Transaction): View | undefined;
  /** Index specifications as listIndexes shows them: `{v: 2, key, name, …}`; undefined for an unknown collection. */
  indexes(namespace: string, txn?: Transaction): Doc[] | undefined;
  usesOf(namespace: string, txn?: Transaction): CollectionUse;
  stats(namespace: string): CollectionStats;
};

/** The transactions of the sessions. */
export type SessionTransactions = {
  /**
   * Opens a transaction on the present snapshot. The same session with a higher number aborts the one before;
   * a lower number throws TransactionTooOld 225.
   */
  startTransaction(session: string, txnNumber: bigint): Transaction;
  /**
   * What a transaction does well to wait for before it starts: while transactions conflict, the commit that is under
   * way, since a snapshot from before it would be stale at once. Undefined: nothing.
   */
  beforeTransaction(): Promise<void> | undefined;
  /** The session's open transaction; throws NoSuchTransaction 251 (aborted, expired, unknown), 256 when committed. */
  transaction(session: string, txnNumber: bigint): Transaction;
  /** Durable when it resolves; again for a committed one (also after a restart); NoSuchTransaction 251 otherwise. */
  commitTransaction(session: string, txnNumber: bigint): Promise<void>;
  /** NoSuchTransaction 251 when there is none that is open; TransactionCommitted 256 when committed. */
  abortTransaction(session: string, txnNumber: bigint): void;
  /** Ends a session: aborts its open transaction. */
  endSession(session: string): void;
  /** Aborts the open transactions, when nothing comes from their clients any more; commits that were asked for go on. */
  abortTransactions(): void;
  /** The sessions that have an open transaction. */
  sessionsInTransaction(): string[];
  /** The collections that open transactions have written to. */
  heldCollections(): HeldCollection[];
  /** How long a transaction may stay open, milliseconds; of those that start from now on. */
  transactionLifetime(): number;
  setTransactionLifetime(milliseconds: number): void;
};

/** The indexes that queries may use, by their shape; in force until the engine is closed. */
export type IndexFilterSettings = {
  indexFilters(namespace: string): readonly IndexFilter[];
  setIndexFilters(namespace: string, filters: readonly IndexFilter[]): void;
  /** False as long as none was set on any collection. */
  hasIndexFilters(): boolean;
};

export type Engine = DocumentReads &
  CatalogReads &
  SessionTransactions &
  IndexFilterSettings & {
    /** The log of all changes, and the logical clock. */
    readonly oplog: Oplog;
    /**
     * Runs a write. Outside a transaction the promise resolves when the change is durable (group commit: one per turn of
     * the event loop); the body may run again from the start when it meets a lock, so it must have no other effects.
     * With `op.txn` the change goes to the transaction's write set at once; an error of the body aborts the transaction.
     * With `op.retry` the returned document is stored as the reply; a retry gets it without running the body.
     */
    write(op: Operation, body: (unit: WriteUnit) => Doc): Promise<Doc>;
    /** Holds a collection's indexes and counters against its documents, each of which `visit` gets. */
    check(
      op: Operation,
      namespace: string,
      visit: (document: Doc) => void,
    ): Promise<CollectionCheck | undefined>;
    /** Copies everything as it is at this moment into a new file, without holding up anyone. */
    copyTo(path: string): Promise<void>;
    /** Deletes what TTL indexes have expired, now. Returns the number of documents. */
    sweepExpired(): Promise<number>;
    /** Milliseconds between sweeps; 0: none are made. */
    sweepInterval(): number;
    /** Sets the milliseconds between sweeps; returns those before. */
    setSweepInterval(milliseconds: number): number;
    /** Waits for running writes, flushes, unlocks the data directory. */
    close(): Promise<void>;
  };

/** True for an error of one statement of a write, for `writeErrors`; anything else must be thrown on. */
export function isStatementError(error: unknown): error is CommandError {
  return (
    error instanceof CommandError &&
    error.code !== ERROR_CODES.WriteConflict &&
    error.code !== ERROR_CODES.NoSuchTransaction &&
    error.code !== ERROR_CODES.MaxTimeMSExpired &&
    error.code !== ERROR_CODES.Interrupted
  );
}
