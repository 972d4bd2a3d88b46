import { type Doc, Timestamp, type Value } from '../bson/values.ts';
import { ClusterClock } from '../oplog/cluster-clock.ts';

/** Its moments rise, also within a second. */
const clock = new ClusterClock(Date.now, undefined);

const isEmpty = (name: string, value: Value): boolean =>
  value instanceof Timestamp && name !== '_id' && value.t === 0 && value.i === 0;

/**
 * The document with the current time in place of its own (not nested) empty timestamps, as inserts, replacements and
 * pipelines store it; the document itself when it has none.
 */
export function fillEmptyTimestamps(document: Doc): Doc {
  for (const [name, value] of document) if (isEmpty(name, value)) return filled(document);
  return document;
}

function filled(document: Doc): Doc {
  return new Map(
    Array.from(document, ([name, value]): [string, Value] => {
      if (!isEmpty(name, value)) return [name, value];
      const { seconds, increment } = clock.tick(1);
      return [name, new Timestamp({ t: seconds, i: increment })];
    }),
  );
}
