import { LRUCache } from 'lru-cache';
import { gatheredReads, type ReadByIds } from '../data/gathered-reads.ts';

export type RecordCacheOptions<T> = {
  /** Reads what is not kept; callers who miss at the same time share a read. */
  readonly read: ReadByIds<T>;
  readonly idOf: (thing: T) => string;
  readonly maxEntries: number;
  /** Nothing older is given out, counted from before it was read; it bounds what writes by other processes can hide. */
  readonly maxAgeMs: number;
  /** Milliseconds of a clock that never goes back; for tests. */
  readonly now?: () => number;
};

/** Things in memory by their ids, as this process last wrote them. Callers share the objects and must not change them. */
export type RecordCache<T> = {
  /** Those of the things that exist, each once. */
  get: ReadByIds<T>;
  /** To be called when a write of these has been committed. A read that was under way meanwhile is not kept either. */
  forget(ids: readonly string[]): void;
};

/** Makes an empty cache. */
export function createRecordCache<T>(options: RecordCacheOptions<T>): RecordCache<T> {
  const { idOf, maxEntries, maxAgeMs, now = () => performance.now() } = options;
  const kept = new LRUCache<string, { readonly thing: T; readonly freshUntil: number }>({ max: maxEntries });
  /** For each read under way, what was forgotten since it began. */
  const underWay = new Set<Set<string>>();
  const read = gatheredReads(options.read, idOf);

  const readAndKeep = async (ids: readonly string[]): Promise<readonly T[]> => {
    const freshUntil = now() + maxAgeMs;
    const forgotten = new Set<string>();
    underWay.add(forgotten);
    try {
      const found = await read(ids);
      for (const thing of found)
        if (!forgotten.has(idOf(thing))) kept.set(idOf(thing), { thing, freshUntil });
      return found;
    } finally {
      underWay.delete(forgotten);
    }
  };

  return {
    get: async (ids) => {
      const wanted = new Set(ids);
      const found: T[] = [];
      const at = now();
      for (const id of wanted) {
        const entry = kept.get(id);
        if (entry === undefined || entry.freshUntil <= at) continue;
        found.push(entry.thing);
        wanted.delete(id);
      }
      return wanted.size === 0 ? found : [...found, ...(await readAndKeep([...wanted]))];
    },
    forget: (ids) => {
      for (const id of ids) {
        kept.delete(id);
        for (const forgotten of underWay) forgotten.add(id);
      }
    },
  };
}
