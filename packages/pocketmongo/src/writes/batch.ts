import { doc, Double, isDoc, type Doc, type Value } from '../bson/values.ts';
import type { DeleteRequest, UpdateRequest } from '../execution/requests.ts';

export type Update = { kind: 'update'; namespace: string; request: UpdateRequest };
export type Delete = { kind: 'delete'; namespace: string; request: DeleteRequest };

/** What one statement of a write command asks for. */
export type Change = { kind: 'insert'; namespace: string; document: Doc } | Update | Delete;

/** What a statement has done. */
export type Effect = { matched?: number; modified?: number; deleted?: number; upsertedId?: Value };

/** What the statements of a batch have come to so far. */
export type Tally = { counts: Record<string, number>; lists: Record<string, Value[]> };

/** The statements of a write command. */
export type Batch<S> = {
  statements: readonly S[];
  /** The first error ends it. */
  ordered: boolean;
  /** The counts and lists that it keeps beside `writeErrors`, all empty. */
  empty: () => Tally;
  /** Compiles a statement; throws its error. */
  change: (statement: S) => Change;
  /** Adds what a statement has done. */
  note: (tally: Tally, index: number, effect: Effect, change: Change) => void;
  reply: (tally: Tally) => Doc;
};

export function copyOf({ counts, lists }: Tally): Tally {
  return {
    counts: { ...counts },
    lists: Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, [...list]])),
  };
}

/** A tally as it is kept between the parts of a retryable batch. */
export function storedTally({ counts, lists }: Tally): Doc {
  return doc({ counts: doc(counts), lists: doc(lists) });
}

export function readTally(stored: Doc, empty: Tally): Tally {
  const counts = stored.get('counts');
  const lists = stored.get('lists');
  if (!isDoc(counts) || !isDoc(lists)) throw new Error('the record of a batch is damaged');
  for (const [name, value] of counts)
    empty.counts[name] = Number(value instanceof Double ? value.value : value);
  for (const [name, value] of lists) if (Array.isArray(value)) empty.lists[name] = value;
  return empty;
}
