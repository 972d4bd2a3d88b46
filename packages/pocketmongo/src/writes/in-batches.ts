import type { Operation } from '../execution/operation.ts';
import { isStatementError, type Engine, type WriteUnit } from '../engine.ts';
import { SLICE_MS } from '../execution/turns.ts';

/** What is written in one commit at most. */
const MOST_DOCUMENTS = 500;

/**
 * Writes one after the other, some of them to a commit, so that others have their turn between. The first that fails
 * ends it; those before it stay.
 */
export async function writeInBatches<T>(
  engine: Engine,
  op: Operation,
  items: readonly T[],
  write: (unit: WriteUnit, item: T) => void,
): Promise<void> {
  for (let from = 0; from < items.length;) {
    let next = from;
    await engine.write(op, (unit) => {
      next = writeSome(unit, items, from, write);
      return new Map();
    });
    from = next;
  }
}

function writeSome<T>(
  unit: WriteUnit,
  items: readonly T[],
  from: number,
  write: (unit: WriteUnit, item: T) => void,
): number {
  const until = performance.now() + SLICE_MS;
  let next = from;
  for (; next < items.length; next += 1) {
    const done = next - from;
    if (done === MOST_DOCUMENTS || (done > 0 && performance.now() > until)) break;
    try {
      write(unit, items[next] as T);
    } catch (error) {
      // It is met again as the first one, when those before it are safe.
      if (done > 0 && isStatementError(error)) break;
      throw error;
    }
  }
  return next;
}
