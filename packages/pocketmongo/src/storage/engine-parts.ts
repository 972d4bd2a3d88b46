import type { LoadedCatalog } from '../catalog/catalog.ts';
import type { Catalogue } from '../catalog/ddl-context.ts';
import type { EngineOptions } from '../engine.ts';
import { Oplog } from '../oplog/oplog.ts';
import type { QueryLanguage } from '../query/query-language.ts';
import { IntentTable, LockTable } from '../transactions/lock-table.ts';
import { NewestNumbers } from '../transactions/newest-numbers.ts';
import { RecentWrites } from '../transactions/recent-writes.ts';
import type { TransactionWorld } from '../transactions/transaction.ts';
import { Transactions } from '../transactions/transactions.ts';
import { DroppedTables } from './dropped-tables.ts';
import type { Frame } from './frame.ts';
import { GroupCommit } from './group-commit.ts';
import type { PlainWrites } from './plain-writes.ts';
import type { Store } from './store.ts';

const TRANSACTION_LIFETIME_MS = 60_000;
const LOCK_WAIT_MS = 5;

/** What an engine is made of. */
export type EngineParts = {
  readonly language: QueryLanguage;
  readonly world: TransactionWorld;
  readonly catalogue: Catalogue;
  readonly oplog: Oplog;
  readonly writes: PlainWrites;
  readonly transactions: Transactions;
  readonly dropped: DroppedTables;
};

/** Makes the parts and joins them: what each of them has to know of a commit it hears. */
export function joinParts(options: EngineOptions, store: Store, loaded: LoadedCatalog): EngineParts {
  const { language, now = Date.now } = options;
  const world = presentWorld(store, loaded);
  const oplog = new Oplog({ store, now, maxBytes: options.oplogBytes });
  const commits: GroupCommit = new GroupCommit(store, world.state, {
    stage: (frames, group) => oplog.stage(frames, group),
    ran: (frame) => world.recent.note(frame.touched, world.state.sequence),
    turnEnd: () => world.locks.clearReservations(),
    settled: (frames) => settled(parts, frames),
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
  const parts: EngineParts = {
    language,
    world,
    catalogue: { language, nextTable: countingFrom(loaded.nextTable) },
    oplog,
    writes: { world, commits, now },
    transactions,
    dropped: new DroppedTables(loaded.dropped),
  };
  return parts;
}

function presentWorld(store: Store, { state }: LoadedCatalog): TransactionWorld {
  const locks = new LockTable();
  return {
    store,
    state: { catalog: state, nextCatalog: state, settled: 0, sequence: 0 },
    locks,
    intents: new IntentTable(locks),
    recent: new RecentWrites(),
    newest: new NewestNumbers(),
  };
}

function countingFrom(first: number): () => number {
  let next = first;
  return () => {
    next += 1;
    return next - 1;
  };
}

/** A group of writes is on disk: change streams wake, the tables that it dropped are emptied. */
function settled({ oplog, transactions, writes, dropped }: EngineParts, frames: readonly Frame[]): void {
  oplog.committed();
  transactions.forgetRecent();
  const emptied = frames.flatMap((frame) => frame.dropped);
  if (emptied.length === 0) return;
  dropped.add(emptied);
  dropped.empty(writes);
}
