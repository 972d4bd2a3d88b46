import type { Clock } from '@souk/kernel';
import type { Logger } from 'pino';
import { nativeCollection, type Database, type NativeCollection } from '../data/index.ts';

const WRITE_EVERY_MS = 250;

export type OffsetDocument = {
  readonly _id: string;
  readonly position: number;
  /** Machine time at which the consumer was last known to run. */
  readonly seenAt?: Date;
};

/**
 * Where each consumer stands. Positions are gathered in memory and written together a few times a second: a crash only
 * means that the last moments' events are delivered again.
 */
export class OffsetStore {
  readonly #offsets: NativeCollection<OffsetDocument>;
  readonly #logger: Logger;
  readonly #clock: Clock;
  #dirty = new Map<string, number>();
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(db: Database, logger: Logger, clock: Clock) {
    this.#offsets = nativeCollection(db, 'offsets');
    this.#logger = logger;
    this.#clock = clock;
  }

  /** Where the consumer begins: 0 for one that was never here. Notes soon that it runs. */
  async load(consumer: string): Promise<number> {
    const position = (await this.#offsets.findOne({ _id: consumer }))?.position ?? 0;
    this.set(consumer, position);
    return position;
  }

  /** Every consumer that was ever here, as it stands on disk. */
  all(): Promise<readonly OffsetDocument[]> {
    return this.#offsets.find({}).toArray();
  }

  /** Notes that these are running, or were found not to have been watched so far. */
  async see(consumers: readonly string[]): Promise<void> {
    if (consumers.length === 0) return;
    await this.#offsets.updateMany({ _id: { $in: [...consumers] } }, { $set: { seenAt: this.#clock.now() } });
  }

  set(consumer: string, position: number): void {
    this.#dirty.set(consumer, position);
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#writing = this.#write();
    }, WRITE_EVERY_MS).unref();
  }

  /** Writes what is still in memory, now. */
  async flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#writing;
    await this.#write();
  }

  async #write(): Promise<void> {
    const changed = [...this.#dirty];
    if (changed.length === 0) return;
    this.#dirty = new Map();
    const seenAt = this.#clock.now();
    try {
      await this.#offsets.bulkWrite(
        changed.map(([_id, position]) => ({
          updateOne: { filter: { _id }, update: { $set: { position, seenAt } }, upsert: true },
        })),
        { ordered: false },
      );
    } catch (error) {
      this.#logger.warn({ err: error }, 'consumer offsets could not be stored; some events may come again');
      // They go with the next write; a consumer that has nothing more to do would not set its own again.
      this.#dirty = new Map([...changed, ...this.#dirty]);
    }
  }
}
