import { loadCatalog } from '../catalog/catalog.ts';
import { rebuildOutdated } from '../catalog/rebuild-outdated.ts';
import { checkLive } from '../check/check-live.ts';
import type { Engine, EngineOptions, SessionTransactions } from '../engine.ts';
import { sweepExpired } from '../indexes/ttl.ts';
import { pruneRetryRecords } from '../transactions/prune-retry-records.ts';
import type { Transactions } from '../transactions/transactions.ts';
import { catalogReads } from './catalog-reads.ts';
import { documentReads } from './document-reads.ts';
import { type EngineParts, joinParts } from './engine-parts.ts';
import { indexFilterSettings } from './index-filter-settings.ts';
import { dropLeftovers } from './leftovers.ts';
import { openStore } from './store.ts';
import { Sweeps } from './sweeps.ts';
import { write } from './write.ts';

const TTL_SWEEP_MS = 60_000;
/** How long the reply of a retryable write is kept, as long as mongod keeps a session. */
const SESSION_MS = 30 * 60_000;

/** Opens the engine on a data directory, which it locks. Throws when another process has it or the format is unknown. `open`: for tests. */
export async function openEngine(
  options: EngineOptions,
  open: typeof openStore = openStore,
): Promise<Engine> {
  const store = open(options.dataDir, { commitThread: options.commitThread });
  const loaded = loadCatalog(store, options.language);
  const parts = joinParts(options, store, loaded);
  parts.dropped.empty(parts.writes);
  const rebuilt = rebuildOutdated(parts.writes, loaded.state, parts.catalogue);
  try {
    await store.started();
    await rebuilt;
    await dropLeftovers(parts.writes, parts.world.state.catalog);
  } catch (error) {
    await store.close();
    throw error;
  }
  return engineOf(parts, options.ttlSweepMs ?? TTL_SWEEP_MS);
}

function engineOf(parts: EngineParts, ttlSweepMs: number): Engine {
  const { world } = parts;
  let closing: Promise<void> | undefined;
  const engine: Engine = {
    oplog: parts.oplog,
    write: (op, body) => write(parts, op, body),
    ...documentReads(parts),
    ...catalogReads(parts),
    ...sessionTransactions(parts.transactions),
    ...indexFilterSettings(world.state),
    check: (op, namespace, visit) => checkLive(world.store, parts.language, { namespace, op, visit }),
    copyTo: (path) => world.store.copyTo(path),
    sweepExpired: () => sweepOut(parts, engine),
    sweepInterval: () => sweeps.interval,
    setSweepInterval: (milliseconds) => sweeps.change(milliseconds),
    close: () => (closing ??= close(parts, sweeps)),
  };
  const sweeps = new Sweeps(() => engine.sweepExpired(), ttlSweepMs);
  return engine;
}

function sessionTransactions(transactions: Transactions): SessionTransactions {
  return {
    startTransaction: (session, txnNumber) => transactions.start(session, txnNumber),
    beforeTransaction: () => transactions.beforeStart(),
    transaction: (session, txnNumber) => transactions.get(session, txnNumber),
    commitTransaction: (session, txnNumber) => transactions.commit(session, txnNumber),
    abortTransaction: (session, txnNumber) => transactions.abort(session, txnNumber),
    endSession: (session) => transactions.endSession(session),
    abortTransactions: () => transactions.abortAll(),
    sessionsInTransaction: () => transactions.openSessions(),
    heldCollections: () => transactions.held(),
    transactionLifetime: () => transactions.lifetimeMs,
    setTransactionLifetime: (milliseconds) => {
      transactions.lifetimeMs = milliseconds;
    },
  };
}

/** Forgets what nobody will ask for any more, and deletes what has expired. */
async function sweepOut(
  { world, writes, transactions, dropped }: EngineParts,
  engine: Pick<Engine, 'find' | 'write'>,
): Promise<number> {
  const now = writes.now();
  world.store.clearStaleReaders();
  dropped.empty(writes);
  transactions.prune(now - SESSION_MS);
  await pruneRetryRecords(writes, now - SESSION_MS);
  return sweepExpired({ engine, catalog: () => world.state.catalog, now });
}

async function close({ oplog, transactions, writes, world }: EngineParts, sweeps: Sweeps): Promise<void> {
  sweeps.stop();
  oplog.close();
  transactions.abortAll();
  await writes.commits.drain();
  await world.store.close();
}
