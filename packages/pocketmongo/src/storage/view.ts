import { keyBytes, keyText } from './keys.ts';
import type { Entry, RangeRequest } from './range.ts';
import type { Store, StoreSnapshot } from './store.ts';
import type { WriteSet } from './write-set.ts';

/** What a reader sees: the store (or a snapshot of it) with a write set laid over it. */
export class View {
  readonly store: Store;
  readonly writes: WriteSet | undefined;
  readonly snapshot: StoreSnapshot | undefined;

  constructor(store: Store, writes?: WriteSet, snapshot?: StoreSnapshot) {
    this.store = store;
    this.writes = writes;
    this.snapshot = snapshot;
  }

  get(key: Buffer): Uint8Array | undefined {
    if (this.writes !== undefined && this.writes.size > 0) {
      const own = this.writes.get(keyText(key));
      if (own !== undefined) return own ?? undefined;
    }
    return this.store.get(key, this.snapshot);
  }

  /** Up to `limit` entries of a range in its direction; fewer only at the end of the range. */
  chunk(range: RangeRequest, limit: number): Entry[] {
    const base = this.store.chunk(range, limit, this.snapshot);
    if (this.writes === undefined || this.writes.size === 0) return base;
    return this.#merged(range, limit, base);
  }

  #merged(range: RangeRequest, limit: number, base: Entry[]): Entry[] {
    const writes = this.writes;
    const changed = writes?.keysBetween(keyText(range.from), keyText(range.to)) ?? [];
    if (writes === undefined || changed.length === 0) return base;
    if (range.reverse) changed.reverse();
    const complete = base.length < limit;
    const last = complete ? undefined : keyText((base[base.length - 1] ?? { key: range.from }).key);
    const merged: Entry[] = [];
    let at = 0;
    const before = (a: string, b: string): boolean => (range.reverse ? a > b : a < b);
    const takeOwn = (key: string): void => {
      const value = writes.get(key);
      if (value !== null && value !== undefined) merged.push({ key: keyBytes(key), value });
    };
    for (const entry of base) {
      const key = keyText(entry.key);
      for (let own = changed[at]; own !== undefined && before(own, key); own = changed[at]) {
        takeOwn(own);
        at += 1;
      }
      if (changed[at] === key) {
        takeOwn(key);
        at += 1;
      } else merged.push(entry);
    }
    for (
      let own = changed[at];
      own !== undefined && (last === undefined || before(own, last));
      own = changed[at]
    ) {
      takeOwn(own);
      at += 1;
    }
    // Removed entries can leave the chunk short of its limit though the range goes on.
    if (!complete && merged.length < limit) return merged.concat(this.#after(range, last ?? '', limit));
    return merged;
  }

  #after(range: RangeRequest, last: string, limit: number): Entry[] {
    const rest = range.reverse ? { ...range, to: keyBytes(last) } : { ...range, from: keyBytes(`${last}\0`) };
    return this.chunk(rest, limit);
  }
}
