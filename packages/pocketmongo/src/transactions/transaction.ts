import type { CollectionEntry } from '../catalog/entries.ts';
import type { Transaction } from '../execution/operation.ts';
import { Frame } from '../storage/frame.ts';
import type { CommitState } from '../storage/group-commit.ts';
import type { Store, StoreSnapshot } from '../storage/store.ts';
import type { IntentTable, LockTable } from './lock-table.ts';
import type { NewestNumbers } from './newest-numbers.ts';
import type { RecentWrites } from './recent-writes.ts';
import { StaleSnapshot } from './signals.ts';

/** What the transactions of an engine share. */
export type TransactionWorld = {
  store: Store;
  state: CommitState;
  locks: LockTable;
  intents: IntentTable;
  /** Kept only while transactions are open or a group is being written. */
  recent: RecentWrites;
  newest: NewestNumbers;
};

/** An open multi-document transaction. */
export class OpenTransaction implements Transaction {
  readonly session: string;
  readonly txnNumber: bigint;
  state: 'open' | 'committed' | 'aborted' = 'open';
  /** Something has been read or written: the snapshot can't be moved any more. */
  used = false;
  readonly startedAt: number;
  readonly locked = new Set<string>();
  readonly intended = new Set<string>();
  #frame: Frame | undefined;
  readonly #world: TransactionWorld;
  #snapshot: StoreSnapshot | undefined;
  #sequence = 0;

  constructor(world: TransactionWorld, session: string, txnNumber: bigint, now: number) {
    this.#world = world;
    this.session = session;
    this.txnNumber = txnNumber;
    this.startedAt = now;
    this.#frame = this.#openFrame();
  }

  /** What it sees and has changed; only while it is open. */
  get frame(): Frame {
    if (this.#frame === undefined) throw new Error('the transaction has ended');
    return this.#frame;
  }

  /** The number of the last write that it is sure to see. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Takes a later snapshot; only before anything was read. */
  refresh(): void {
    this.#snapshot?.release();
    this.#frame = this.#openFrame();
  }

  #openFrame(): Frame {
    const { store, state } = this.#world;
    this.#snapshot = store.snapshot();
    // The snapshot may have a commit in it that is not settled yet; to take it for older does no harm.
    this.#sequence = state.settled;
    return new Frame(
      store,
      state.catalog,
      {
        key: (key) => this.#claim(key),
        collection: (collection) => this.#intend(collection),
        definition: (namespace) => this.#define(namespace),
      },
      { snapshot: this.#snapshot },
    );
  }

  #claim(key: string): void {
    if (this.#world.locks.acquire(key, this)) this.locked.add(key);
    if (this.#world.recent.last(key) > this.#sequence) throw new StaleSnapshot();
  }

  #intend(collection: CollectionEntry): void {
    const { namespace } = collection;
    if (this.intended.has(namespace)) return;
    const own = this.frame.catalogChanges.has(namespace);
    if (!own && this.#world.state.nextCatalog.get(namespace) !== collection) throw new StaleSnapshot();
    this.intended.add(namespace);
    this.#world.intents.add(namespace, this);
  }

  #define(namespace: string): void {
    if (this.#world.state.nextCatalog.get(namespace) !== this.frame.catalogBase.get(namespace))
      throw new StaleSnapshot();
  }

  /** Lets go of everything. */
  end(state: 'committed' | 'aborted'): void {
    this.state = state;
    this.#snapshot?.release();
    this.#snapshot = undefined;
    // The session remembers the transaction for long, but not what it has written.
    this.#frame = undefined;
    this.#world.locks.release(this.locked);
    this.#world.intents.release(this.intended, this);
  }
}
