import { doc, type Doc, isDoc, Timestamp, type Value } from '../bson/values.ts';
import type { Engine } from '../engine.ts';
import { ownCollection } from '../records/own-collection.ts';

const ID = 'ReadWriteConcernDefaults';
const IMPLICIT_READ = doc({ level: 'local' });
const IMPLICIT_WRITE = doc({ w: 'majority', wtimeout: 0 });

/** The read and write concerns of commands that name none; they outlive the server. */
export interface DefaultConcerns {
  read: () => Doc | undefined;
  write: () => Doc | undefined;
  /** Sets what is there; null takes it back. Durable when it resolves. */
  set: (changed: { read?: Doc | null; write?: Doc | null }, now: Date) => Promise<void>;
  /** As `getDefaultRWConcern` shows them. */
  shown: (now: Date) => Doc;
}

/** Reads the stored concerns and keeps them in memory. */
export function openDefaultConcerns(engine: Engine): DefaultConcerns {
  const collection = ownCollection(engine, 'admin.system.settings');
  let stored = collection.all().find((document) => document.get('_id') === ID) ?? doc({ _id: ID });
  const part = (field: string): Doc | undefined => {
    const value = stored.get(field);
    return isDoc(value) ? value : undefined;
  };
  const read = (): Doc | undefined => part('defaultReadConcern');
  const write = (): Doc | undefined => part('defaultWriteConcern');
  return {
    read,
    write,
    set: async (changed, now) => {
      const { seconds, increment } = engine.oplog.clock.time;
      const next: Doc = new Map<string, Value>([
        ...stored,
        ...(changed.read === undefined ? [] : [['defaultReadConcern', changed.read] as const]),
        ...(changed.write === undefined ? [] : [['defaultWriteConcern', changed.write] as const]),
        ['updateOpTime', new Timestamp({ t: seconds, i: increment })],
        ['updateWallClockTime', now],
      ]);
      await collection.change([next]);
      stored = next;
    },
    shown: (now) => {
      const times = [...stored].filter(([field]) => field.startsWith('update'));
      return new Map<string, Value>([
        ['defaultReadConcern', read() ?? IMPLICIT_READ],
        ['defaultWriteConcern', write() ?? IMPLICIT_WRITE],
        ...times,
        ['defaultWriteConcernSource', write() === undefined ? 'implicit' : 'global'],
        ['defaultReadConcernSource', read() === undefined ? 'implicit' : 'global'],
        ['localUpdateWallClockTime', now],
      ]);
    },
  };
}
