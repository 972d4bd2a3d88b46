import type { Doc } from '../bson/values.ts';
import type { Engine, EngineOptions, Query, WriteUnit } from '../engine.ts';
import type { Operation, Transaction } from '../execution/operation.ts';
import { loadCatalog } from '../catalog/catalog.ts';
import { rebuildOutdated } from '../catalog/rebuild-outdated.ts';
import type { Catalogue } from '../catalog/ddl-context.ts';
import { collectionInfo, databasesOf, statsOf } from '../catalog/listing.ts';
import { refuseView } from '../views/view.ts';
import { checkLive } from '../check/check-live.ts';
import { splitNamespace } from '../catalog/namespace.ts';
import { commandError } from '../errors.ts';
import { Progress } from '../execution/counters.ts';
import { RowCursor, runPlan } from '../execution/cursor.ts';
import { countRows } from '../execution/count.ts';
import { checkScan } from '../execution/hand-over.ts';
import { explainPlan } from '../execution/explain.ts';
import { started } from '../execution/started.ts';
import { checkStillThere } from '../execution/still-there.ts';
import { sweepExpired } from '../indexes/ttl.ts';
import { Oplog } from '../oplog/oplog.ts';
import { planQuery } from '../planner/planner.ts';
import { trimCapped } from '../records/capped.ts';
import { IntentTable, LockTable } from '../transactions/lock-table.ts';
import { NewestNumbers } from '../transactions/newest-numbers.ts';
import { pruneRetryRecords } from '../transactions/prune-retry-records.ts';
import { RecentWrites } from '../transactions/recent-writes.ts';
import { OpenTransaction, type TransactionWorld } from '../transactions/transaction.ts';
import { Transactions } from '../transactions/transactions.ts';
import { timerMs } from '../execution/timer-ms.ts';
import { DroppedTables } from './dropped-tables.ts';
import type { Frame } from './frame.ts';
import { GroupCommit } from './group-commit.ts';
import { plainWrite, type PlainWrites } from './plain-writes.ts';
import { dropLeftovers } from './leftovers.ts';
import { HeldMoment, momentOf } from './held-moment.ts';
import { openStore } from './store.ts';
import { writeUnit } from './write-unit.ts';
import { View } from './view.ts';

const TRANSACTION_LIFETIME_MS = 60_000;
const LOCK_WAIT_MS = 5;
const TTL_SWEEP_MS = 60_000;
/** How long the reply of a retryable write is kept, as long as mongod keeps a session. */
const SESSION_MS = 30 * 60_000;

/** Opens the engine on a data directory, which it locks. Throws when another process has it or the format is unknown. `open`: for tests. */
export async function openEngine(
  options: EngineOptions,
  open: typeof openStore = openStore,
): Promise<Engine> {
  const now = options.now ?? Date.now;
  const store = open(options.dataDir, { commitThread: options.commitThread });
  const loaded = loadCatalog(store, options.language);
  const locks = new LockTable();
  const world: TransactionWorld = {
    store,
    state: { catalog: loaded.state, nextCatalog: loaded.state, settled: 0, sequence: 0 },
    locks,
    intents: new IntentTable(locks),
    recent: new RecentWrites(),
    newest: new NewestNumbers(),
  };
  let { nextTable } = loaded;
  const catalogue: Catalogue = {
    language: options.language,
    nextTable: () => {
      nextTable += 1;
      return nextTable - 1;
    },
  };
  const dropped = new DroppedTables(loaded.dropped);
  const oplog = new Oplog({ store, now, maxBytes: options.oplogBytes });
  const commits: GroupCommit = new GroupCommit(store, world.state, {
    stage: (frames, group) => oplog.stage(frames, group),
    ran: (frame) => world.recent.note(frame.touched, world.state.sequence),
    turnEnd: () => locks.clearReservations(),
    settled: (frames) => settled(frames),
    failed: () => {
      oplog.failed();
      transactions.forgetRecent();
    },
  });
  const transactions = new Transactions(world, commits, {
    lifetimeMs: options.transactionLifetimeMs ?? TRANSACTION_LIFETIME_MS,
    lockWaitMs: options.lockWaitMs ?? LOCK_WAIT_MS,
    now,
  });
  const writes: PlainWrites = { world, commits, now };
  const settled = (frames: readonly Frame[]): void => {
    oplog.committed();
    transactions.forgetRecent();
    const emptied = frames.flatMap((frame) => frame.dropped);
    if (emptied.length === 0) return;
    dropped.add(emptied);
    dropped.empty(writes);
  };
  dropped.empty(writes);
  const prepared = rebuildOutdated(writes, loaded.state, catalogue);
  await store
    .started()
    .then(() => prepared)
    .then(() => dropLeftovers(writes, world.state.catalog))
    .catch(async (error: unknown) => {
      await store.close();
      throw error;
    });
  return assemble({ options, world, writes, transactions, catalogue, oplog, dropped });
}

type Parts = {
  options: EngineOptions;
  world: TransactionWorld;
  writes: PlainWrites;
  transactions: Transactions;
  catalogue: Catalogue;
  oplog: Oplog;
  dropped: DroppedTables;
};

function assemble(parts: Parts): Engine {
  const { world, transactions, writes } = parts;
  const catalogSeen = (txn: Transaction | undefined): Frame | undefined => openOf(parts, txn)?.frame;
  const collectionSeen = (namespace: string, txn?: Transaction) => {
    const frame = catalogSeen(txn);
    return frame === undefined ? world.state.catalog.get(namespace) : frame.collection(namespace);
  };
  let closing: Promise<void> | undefined;
  let filtered = false;
  const engine: Engine = {
    oplog: parts.oplog,
    write: (op, body) => write(parts, op, body),
    find: (op, namespace, query) => find(parts, op, namespace, query),
    openMoment: () => new HeldMoment(world),
    count: (op, namespace, query) => {
      const { view, plan } = prepare(parts, op, namespace, query);
      if (plan.residual !== undefined) checkScan(plan, op.atHome?.scanned);
      const progress = new Progress(op);
      started(plan, progress);
      return (progress.counted = countRows(view, plan, progress, op.txn === undefined));
    },
    explain: (op, namespace, query, verbosity) => {
      const { view, plan } = prepare(parts, op, namespace, { ...query, alternatives: true });
      return explainPlan(view, namespace, plan, op, verbosity);
    },
    startTransaction: (session, txnNumber) => transactions.start(session, txnNumber),
    beforeTransaction: () => transactions.beforeStart(),
    transaction: (session, txnNumber) => transactions.get(session, txnNumber),
    commitTransaction: (session, txnNumber) => transactions.commit(session, txnNumber),
    abortTransaction: (session, txnNumber) => transactions.abort(session, txnNumber),
    endSession: (session) => transactions.endSession(session),
    abortTransactions: () => transactions.abortAll(),
    sessionsInTransaction: () => transactions.openSessions(),
    databases: () => databasesOf(world.state.catalog),
    collections: (database, txn) => {
      const all = catalogSeen(txn)?.collections() ?? Array.from(world.state.catalog.values());
      return all
        .filter((collection) => splitNamespace(collection.namespace).database === database)
        .map(collectionInfo)
        .sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    collection: (namespace, txn) => {
      const collection = collectionSeen(namespace, txn);
      return collection === undefined ? undefined : collectionInfo(collection);
    },
    defaultCollation: (namespace, txn) => collectionSeen(namespace, txn)?.collation,
    view: (namespace, txn) => collectionSeen(namespace, txn)?.view,
    indexes: (namespace, txn) => collectionSeen(namespace, txn)?.indexes.map((index) => index.spec),
    usesOf: (namespace, txn) => {
      const { indexes = [], counters } = collectionSeen(namespace, txn) ?? {};
      return {
        indexes: indexes.map(({ spec, uses }) => ({ spec, ...uses })),
        scans: counters?.scans ?? 0,
      };
    },
    check: (op, namespace, visit) => checkLive(world.store, parts.options.language, { namespace, op, visit }),
    copyTo: (path) => world.store.copyTo(path),
    stats: (namespace) => statsOf(world.store, world.state.catalog.get(namespace)),
    sweepExpired: async () => {
      const at = writes.now();
      world.store.clearStaleReaders();
      parts.dropped.empty(writes);
      transactions.prune(at - SESSION_MS);
      await pruneRetryRecords(writes, at - SESSION_MS);
      return sweepExpired({ engine, catalog: () => world.state.catalog, now: at });
    },
    sweepInterval: () => sweeps.every(),
    setSweepInterval: (milliseconds) => sweeps.set(milliseconds),
    transactionLifetime: () => transactions.lifetimeMs,
    setTransactionLifetime: (milliseconds) => {
      transactions.lifetimeMs = milliseconds;
    },
    indexFilters: (namespace) => world.state.catalog.get(namespace)?.indexFilters ?? [],
    setIndexFilters: (namespace, filters) => {
      const entry = world.state.catalog.get(namespace);
      if (entry !== undefined) entry.indexFilters = filters.length === 0 ? undefined : filters;
      filtered ||= filters.length > 0;
    },
    hasIndexFilters: () => filtered,
    heldCollections: () => transactions.held(),
    close: () => (closing ??= close()),
  };
  const sweeps = startSweeps(() => engine.sweepExpired(), parts.options.ttlSweepMs ?? TTL_SWEEP_MS);
  const close = async (): Promise<void> => {
    sweeps.stop();
    parts.oplog.close();
    transactions.abortAll();
    await writes.commits.drain();
    await world.store.close();
  };
  return engine;
}

/** Sweeps in the background, every so many milliseconds; 0: not at all. */
function startSweeps(sweep: () => Promise<number>, milliseconds: number) {
  let every = 0;
  let timer: NodeJS.Timeout | undefined;
  let running = false;
  const turn = (): void => {
    if (running) return;
    running = true;
    sweep()
      // A sweep that fails is tried again at the next turn; nobody waits for it.
      .catch(() => 0)
      .finally(() => (running = false));
  };
  const set = (next: number): number => {
    const before = every;
    every = next;
    clearInterval(timer);
    timer = next === 0 ? undefined : setInterval(turn, timerMs(next)).unref();
    return before;
  };
  set(milliseconds);
  return { set, every: () => every, stop: () => clearInterval(timer) };
}

function openOf(parts: Parts, txn: Transaction | undefined): OpenTransaction | undefined {
  if (txn === undefined) return undefined;
  if (!(txn instanceof OpenTransaction))
    throw commandError('InternalError', 'a transaction of another engine');
  parts.transactions.check(txn);
  return txn;
}

function prepare(parts: Parts, op: Operation, namespace: string, query: Query) {
  const txn = openOf(parts, op.txn);
  if (txn !== undefined) txn.used = true;
  const moment = momentOf(op);
  const view = txn?.frame.view ?? new View(parts.world.store, undefined, moment?.snapshot);
  const collection =
    txn === undefined
      ? (moment?.catalog ?? parts.world.state.catalog).get(namespace)
      : txn.frame.collection(namespace);
  refuseView(collection);
  return { view, plan: planQuery(collection, query, parts.options.language) };
}

function find(parts: Parts, op: Operation, namespace: string, query: Query): RowCursor {
  const { view, plan } = prepare(parts, op, namespace, query);
  if (plan.sort !== undefined) checkScan(plan, op.atHome?.scanned);
  const progress = new Progress(op);
  started(plan, progress);
  const source = runPlan(view, plan, progress);
  const txn = openOf(parts, op.txn);
  if (txn === undefined) {
    const unfinished = (): void => checkScan(plan, op.atHome?.streamed);
    if (op.moment !== undefined) return new RowCursor(source, progress, { unfinished });
    const rested = (): void => {
      progress.rests += 1;
      checkStillThere(plan, parts.world.state.catalog.get(namespace));
    };
    return new RowCursor(source, progress, { unfinished, rested });
  }
  return new RowCursor(() => {
    parts.transactions.check(txn);
    return source();
  }, progress);
}

function write(parts: Parts, op: Operation, body: (unit: WriteUnit) => Doc): Promise<Doc> {
  const txn = openOf(parts, op.txn);
  const unitOf = (frame: Frame): WriteUnit => writeUnit(parts.catalogue, frame, op);
  if (txn !== undefined) return parts.transactions.run(txn, () => body(unitOf(txn.frame)));
  return plainWrite(parts.writes, op, (frame) => {
    const reply = body(unitOf(frame));
    if (frame.filled !== undefined) trimCapped(frame);
    return reply;
  });
}
