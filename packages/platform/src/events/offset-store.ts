import type { Logger } from 'pino';
import { nativeCollection, type Database, type NativeCollection } from '../data/index.ts';

const WRITE_EVERY_MS = 250;

type OffsetDocument = { readonly _id: string; readonly position: number };

/**
 * Where each consumer stands. Positions are gathered in memory and written together a few times a second: a crash only
 * means that the last moments' events are delivered again.
 */
export class OffsetStore {
  readonly #offsets: NativeCollection<OffsetDocument>;
  readonly #logger: Logger;
  #dirty = new Map<string, number>();
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(db: Database, logger: Logger) {
    this.#offsets = nativeCollection(db, 'offsets');
    this.#logger = logger;
  }

  async load(consumer: string): Promise<number> {
    return (await this.#offsets.findOne({ _id: consumer }))?.position ?? 0;
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
    try {
      await this.#offsets.bulkWrite(
        changed.map(([_id, position]) => ({
          updateOne: { filter: { _id }, update: { $set: { position } }, upsert: true },
        })),
        { ordered: false },
      );
    } catch (error) {
      this.#logger.warn({ err: error }, 'consumer offsets could not be stored; some events may come again');
    }
  }
}
