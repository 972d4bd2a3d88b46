import type { CatalogState } from '../catalog/catalog.ts';
import type { CollectionCounters, CollectionEntry, IndexBuild, IndexEntry } from '../catalog/entries.ts';
import type { CommandError } from '../errors.ts';
import type { Change } from '../oplog/change.ts';
import type { RowOrigin } from '../oplog/row-format.ts';
import { keyText } from './keys.ts';
import type { Store, StoreSnapshot } from './store.ts';
import { View } from './view.ts';
import { WriteSet } from './write-set.ts';

/** Says whether a frame may change what is behind a key; throws Blocked or StaleSnapshot when not. */
export type Guard = {
  /** Before a record, a unique key or a catalog row is changed. */
  key(key: string): void;
  /** Before documents of a collection are changed. */
  collection(collection: CollectionEntry): void;
  /** Before a collection's definition is changed. */
  definition(namespace: string): void;
};

export type Delta = { table: number; count: number; size: number };

type BuildFailures = ReadonlyMap<IndexBuild, CommandError>;

type Deltas = ReadonlyMap<CollectionCounters, Delta>;

/** The changes of the group of plain writes that a write is part of, and what they come to. */
export type GroupBase = { readonly group: WriteSet; readonly deltas: Deltas };

export type FrameMark = {
  writes: number;
  deltas: Map<CollectionCounters, Delta>;
  catalog: Map<string, CollectionEntry | null>;
  changes: number;
  dropped: number;
  failedBuilds: BuildFailures | undefined;
};

/** What one write or transaction sees and has changed so far: its view, write set, catalog and counter changes. */
export class Frame {
  readonly view: View;
  readonly writes: WriteSet;
  readonly guard: Guard;
  readonly catalogBase: CatalogState;
  catalogChanges = new Map<string, CollectionEntry | null>();
  deltas = new Map<CollectionCounters, Delta>();
  readonly flagged = new Set<IndexEntry>();
  /** Keys that open transactions have to know were changed. */
  touched: Iterable<string> = [];
  /** Tables to be emptied after the commit. */
  readonly dropped: number[] = [];
  /** The running operation writes without validation. */
  bypassValidation = false;
  /** What the oplog will tell of this write. */
  readonly changes: Change[] = [];
  /** Builds of indexes that what was written doesn't fit into; they end when it is committed. */
  failedBuilds: BuildFailures | undefined;
  /** The multi-document transaction that this is. */
  origin: RowOrigin | undefined;

  /** Capped collections that have grown. */
  filled: Set<CollectionEntry> | undefined;

  readonly #start: number;
  readonly #groupDeltas: Deltas | undefined;

  /** `base`: the snapshot of a transaction, or the group of plain writes that this one is part of. */
  constructor(
    store: Store,
    catalogBase: CatalogState,
    guard: Guard,
    base: { readonly snapshot: StoreSnapshot } | GroupBase,
  ) {
    this.writes = 'group' in base ? base.group : new WriteSet();
    this.view = new View(store, this.writes, 'snapshot' in base ? base.snapshot : undefined);
    this.#groupDeltas = 'group' in base ? base.deltas : undefined;
    this.#start = this.writes.mark();
    this.catalogBase = catalogBase;
    this.guard = guard;
  }

  /** Whether this write or transaction has changed anything. */
  get changed(): boolean {
    return this.writes.changedSince(this.#start);
  }

  collection(namespace: string): CollectionEntry | undefined {
    const changed = this.catalogChanges.get(namespace);
    if (changed !== undefined) return changed ?? undefined;
    return this.catalogBase.get(namespace);
  }

  /** Every collection, changes included. */
  collections(): CollectionEntry[] {
    if (this.catalogChanges.size === 0) return Array.from(this.catalogBase.values());
    const all = new Map<string, CollectionEntry | null>([...this.catalogBase, ...this.catalogChanges]);
    return Array.from(all.values()).filter((entry) => entry !== null);
  }

  put(key: Buffer, value: Uint8Array): void {
    this.writes.set(keyText(key), value);
  }

  remove(key: Buffer): void {
    this.writes.set(keyText(key), null);
  }

  count(collection: CollectionEntry, count: number, size: number): void {
    const delta = this.deltas.get(collection.counters);
    if (delta === undefined) this.deltas.set(collection.counters, { table: collection.table, count, size });
    else {
      delta.count += count;
      delta.size += size;
    }
  }

  /** Documents and bytes of a collection, with what this write and those before it in its group have changed. */
  counted({ counters }: CollectionEntry): { count: number; size: number } {
    const group = this.#groupDeltas?.get(counters);
    const own = this.deltas.get(counters);
    return {
      count: counters.count + (group?.count ?? 0) + (own?.count ?? 0),
      size: counters.size + (group?.size ?? 0) + (own?.size ?? 0),
    };
  }

  failBuild(build: IndexBuild, error: CommandError): void {
    this.failedBuilds = new Map([...(this.failedBuilds ?? []), [build, error]]);
  }

  mark(): FrameMark {
    return {
      writes: this.writes.mark(),
      deltas: new Map(Array.from(this.deltas, ([counters, delta]) => [counters, { ...delta }])),
      catalog: new Map(this.catalogChanges),
      changes: this.changes.length,
      dropped: this.dropped.length,
      failedBuilds: this.failedBuilds,
    };
  }

  rollBack(mark: FrameMark): void {
    this.writes.rollBack(mark.writes);
    this.deltas = mark.deltas;
    this.catalogChanges = mark.catalog;
    this.changes.length = mark.changes;
    this.dropped.length = mark.dropped;
    this.failedBuilds = mark.failedBuilds;
  }
}
