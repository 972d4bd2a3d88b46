import { DAY_MS, type Clock } from '@souk/kernel';
import type { Logger } from 'pino';
import type { LogStore } from './log-store.ts';
import type { OffsetDocument, OffsetStore } from './offset-store.ts';

/** For how long what nobody needs is kept all the same. */
export type LogRetention = {
  /** Age from which an event that every consumer has passed is removed. */
  readonly eventsDays: number;
  /** After this long, a consumer that has not been running holds back nothing any more. */
  readonly absentConsumersDays: number;
};

type Trimmed = {
  readonly store: LogStore;
  readonly offsets: OffsetStore;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly retention: LogRetention;
  /** The consumers of this process. */
  readonly running: ReadonlyMap<string, { checkpoint(): void }>;
};

const AT_ONCE = 1_000;
/** More than an hour of any shop; the next run goes on. */
const BATCHES = 1_000;
/** A running consumer is noted this often. */
const SEEN_EVERY_MS = DAY_MS;

/**
 * Removes events that are old and that every consumer has dealt with, the oldest first. A consumer that is known and does
 * not run here holds them back too, until it has been away too long: then what it has not read goes, and the log says so.
 * @returns how many were removed.
 */
export async function trimLog(log: Trimmed): Promise<number> {
  const { store, offsets, clock, retention, running } = log;
  if (running.size === 0) return 0;
  await store.open();
  for (const runner of running.values()) runner.checkpoint();
  await offsets.flush();
  const known = await offsets.all();
  await noteWhoIsThere(log, known);
  const { until, absent } = floorOf(log, known);
  const before = new Date(clock.now().getTime() - retention.eventsDays * DAY_MS);
  let total = 0;
  let last = 0;
  for (let batch = 0; batch < BATCHES; batch += 1) {
    const trimmed = await store.removeOldest({ until, before }, AT_ONCE);
    if (trimmed === null) break;
    total += trimmed.removed;
    last = trimmed.last;
  }
  tell(log, absent, { total, last });
  return total;
}

/** What is on disk counts: a crash begins there. */
function floorOf({ clock, retention, running }: Trimmed, known: readonly OffsetDocument[]) {
  const now = clock.now().getTime();
  const absent = known.filter(
    ({ _id, seenAt }) =>
      !running.has(_id) &&
      seenAt !== undefined &&
      now - seenAt.getTime() >= retention.absentConsumersDays * DAY_MS,
  );
  const passedOver = new Set(absent.map(({ _id }) => _id));
  const positions = new Map(known.map(({ _id, position }) => [_id, position]));
  const holding = [...new Set([...positions.keys(), ...running.keys()])].filter(
    (name) => !passedOver.has(name),
  );
  return { until: Math.min(...holding.map((name) => positions.get(name) ?? 0)), absent };
}

async function noteWhoIsThere({ offsets, clock, running }: Trimmed, known: readonly OffsetDocument[]) {
  const now = clock.now().getTime();
  const due = known.filter(({ _id, seenAt }) =>
    running.has(_id) ? now - (seenAt?.getTime() ?? 0) >= SEEN_EVERY_MS : seenAt === undefined,
  );
  await offsets.see(due.map(({ _id }) => _id));
}

function tell(
  { logger }: Trimmed,
  absent: readonly OffsetDocument[],
  { total, last }: { readonly total: number; readonly last: number },
): void {
  if (total === 0) return;
  logger.info({ removed: total, upTo: last }, 'old events were removed from the log');
  for (const { _id, position, seenAt } of absent) {
    if (position >= last) continue;
    logger.error(
      { consumer: _id, readUpTo: position, removedUpTo: last, seenAt },
      'events were removed that a consumer had not read, since it has not been running for long',
    );
  }
}
