import type { Store, StoreSnapshot } from '../storage/store.ts';
import { OnlyWhereServed } from './only-where-served.ts';

/** A reader's view of the store: the store as of the view's start, for as long as it is not let go. */
export interface StoreView {
  readonly store: Store;
  /** How often it was let go: what was read before is of another moment. */
  readonly moves: () => number;
  /**
   * Lets the snapshot go, so that its pages can be used again: a result that its client forgot must not make the file
   * grow. Reading on goes by what is there then.
   */
  letGo: () => void;
}

/** Opens a view that sees every commit so far. */
export function openView(base: Store): StoreView {
  let snapshot: StoreSnapshot | undefined = base.snapshot();
  let moves = 0;
  const held = (): StoreSnapshot => (snapshot ??= base.snapshot());
  const refuse = (): never => {
    throw new OnlyWhereServed('right to change the store');
  };
  return {
    store: {
      get: (key) => base.get(key, held()),
      chunk: (range, limit) => base.chunk(range, limit, held()),
      snapshot: refuse,
      started: () => Promise.resolve(),
      write: refuse,
      copyTo: refuse,
      clearStaleReaders: refuse,
      close: refuse,
    },
    moves: () => moves,
    letGo: () => {
      snapshot?.release();
      snapshot = undefined;
      moves += 1;
    },
  };
}
