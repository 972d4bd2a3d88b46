import { setTimeout as delay } from 'node:timers/promises';

/** Reads things by their ids; unknown ids are left out. */
export type ReadByIds<T> = (ids: readonly string[]) => Promise<readonly T[]>;

/** Ids of one command at most; what is more goes with the next. */
const AT_ONCE = 500;

type Waiting<T> = {
  readonly ids: readonly string[];
  readonly resolve: (found: readonly T[]) => void;
  readonly reject: (error: unknown) => void;
};

/** While reads follow each other, each waits this long for more callers: a command costs far more than a few more ids in it. */
const GATHER_MS = 2;

/**
 * Lets callers who come while a read is under way, or shortly after one, share the next one: under load one command serves
 * many, when there is none a call is read at once. Every call is answered by a read that began after it, so that what it gets is fresh.
 * Callers may get the same object and must not change it.
 */
export function gatheredReads<T>(read: ReadByIds<T>, idOf: (thing: T) => string): ReadByIds<T> {
  let waiting: Waiting<T>[] = [];
  let reading = false;
  let readAt = Number.NEGATIVE_INFINITY;

  const readNext = async (): Promise<void> => {
    const group = takeGroup();
    try {
      const ids = group.length === 1 ? (group[0]?.ids ?? []) : [...new Set(group.flatMap((call) => call.ids))];
      const found = new Map((await read(ids)).map((thing) => [idOf(thing), thing]));
      for (const call of group) call.resolve(pick(found, call.ids));
    } catch (error) {
      for (const call of group) call.reject(error);
    }
  };

  const takeGroup = (): Waiting<T>[] => {
    let size = 0;
    const end = waiting.findIndex((call, index) => {
      size += call.ids.length;
      return index > 0 && size > AT_ONCE;
    });
    const group = end === -1 ? waiting : waiting.slice(0, end);
    waiting = end === -1 ? [] : waiting.slice(end);
    return group;
  };

  const readAll = async (): Promise<void> => {
    reading = true;
    while (waiting.length > 0) {
      if (performance.now() - readAt < GATHER_MS) await delay(GATHER_MS);
      await readNext();
      readAt = performance.now();
    }
    reading = false;
  };

  return (ids) =>
    new Promise((resolve, reject) => {
      waiting.push({ ids, resolve, reject });
      if (!reading) void readAll();
    });
}

function pick<T>(found: ReadonlyMap<string, T>, ids: readonly string[]): T[] {
  return [...new Set(ids)].flatMap((id) => {
    const thing = found.get(id);
    return thing === undefined ? [] : [thing];
  });
}
