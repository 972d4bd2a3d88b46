import type { Id } from '@souk/kernel';
import type { Reservations } from './reservations.ts';

/** Sales whose stock is written and whose reservations still say `selling`. */
export type SaleMarks = {
  /** Marks the reservation as sold soon, together with others. */
  add(reservationId: Id): void;
  /** Marks all now. */
  flush(): Promise<void>;
};

const GATHER_MS = 200;

/**
 * Makes `sold` of `selling` for many reservations in one command. Nobody waits for it: a sale can't be called off any
 * more, whoever needs the reservation at rest finishes it first, and what a crash or an error leaves is found by the
 * sweeper. `failed` hears of errors.
 */
export function saleMarks(reservations: Reservations, failed: (error: unknown) => void): SaleMarks {
  let waiting: Id[] = [];
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  const mark = async (ids: readonly Id[]): Promise<void> => {
    try {
      await reservations.updateMany(
        { _id: { $in: [...ids] }, state: 'selling' },
        { $set: { state: 'sold' }, $unset: { dueAt: '' } },
      );
    } catch (error) {
      failed(error);
    }
  };

  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const ids = waiting;
    waiting = [];
    if (ids.length > 0) running = running.then(() => mark(ids));
    return running;
  };

  return {
    add: (reservationId) => {
      waiting.push(reservationId);
      timer ??= setTimeout(() => void flush(), GATHER_MS);
    },
    flush,
  };
}
