import { toNumber } from '../bson/numbers.ts';
import { type Doc, isDoc, isNumeric, type Value } from '../bson/values.ts';

/** What `onPrimaryTransactionalWrite` does to a retryable write: the connection is cut before or after it. */
export type WriteCut = 'before' | 'after';

/** The fail point of the retryable writes specification; it counts statements, not commands. */
export interface TransactionalWritePoint {
  configure: (mode: Value | undefined, data: Doc) => void;
  isArmed: () => boolean;
  /** Counts the statements of a write, which `id` tells from others; undefined: it is let be. */
  hit: (id: string, statements: number) => WriteCut | undefined;
}

export function createTransactionalWritePoint(): TransactionalWritePoint {
  let skip = 0;
  let times = 0;
  let cut: WriteCut = 'after';
  let done: string | undefined;
  return {
    configure: (mode, data) => {
      const counts = isDoc(mode) ? mode : new Map<string, Value>();
      skip = numberOf(counts.get('skip'), 0);
      times = mode === 'off' ? 0 : counts.has('times') ? numberOf(counts.get('times'), 1) : Infinity;
      cut = data.has('failBeforeCommitExceptionCode') ? 'before' : 'after';
    },
    isArmed: () => times > 0,
    hit: (id, statements) => {
      // Sent again, it only gets its stored reply.
      if (id === done) return undefined;
      const spared = Math.min(skip, statements);
      skip -= spared;
      if (spared === statements) return undefined;
      times -= 1;
      if (cut === 'after') done = id;
      return cut;
    },
  };
}

const numberOf = (value: Value | undefined, fallback: number): number =>
  isNumeric(value) ? toNumber(value) : fallback;
