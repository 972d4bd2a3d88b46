import { closeSync, fsync, openSync, readFileSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';

/** What Souk has acknowledged to a buyer, or refused for good; `buyer` is its number. */
export type Entry = { readonly buyer: number } & (
  | { readonly what: 'cart'; readonly cartId: string; readonly token: string }
  | { readonly what: 'line'; readonly cartId: string; readonly offerId: string; readonly quantity: number }
  | {
      readonly what: 'checkout';
      readonly cartId: string;
      readonly checkoutId: string;
      readonly orderId: string | null;
    }
  | { readonly what: 'completed'; readonly cartId: string; readonly orderId: string; readonly total: number }
  | { readonly what: 'refused'; readonly cartId: string; readonly code: string }
  | { readonly what: 'cancelled'; readonly orderId: string }
  | { readonly what: 'delivered'; readonly orderId: string; readonly consignmentId: string }
  | { readonly what: 'refund'; readonly orderId: string; readonly refundId: string }
  /** An answer that no client should ever get. */
  | { readonly what: 'fault'; readonly answer: string }
);

export type Journal = {
  /** Resolves when the entry is on disk. */
  write(entry: Entry): Promise<void>;
  close(): void;
};

const flush = promisify(fsync);

/** Appends to a file; what comes while it is being flushed shares the next flush. */
export function openJournal(path: string): Journal {
  const file = openSync(path, 'a');
  let flushing: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  const flushed = (): Promise<void> => {
    if (flushing === null) {
      flushing = flush(file).finally(() => {
        flushing = null;
      });
      return flushing;
    }
    next ??= flushing.then(() => {
      next = null;
      return flushed();
    });
    return next;
  };
  return {
    write: (entry) => {
      writeSync(file, `${JSON.stringify(entry)}\n`);
      return flushed();
    },
    close: () => closeSync(file),
  };
}

/** The entries of a journal; a last line that was not finished is left out. */
export function readJournal(path: string): Entry[] {
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Entry);
}
