import { doc, type Doc, type Value } from '../bson/values.ts';
import type { Engine } from '../engine.ts';
import { cappedOf } from './capped.ts';

/** The figures of a collection as collStats and `$collStats` show them. */
export function collectionStats(
  engine: Pick<Engine, 'stats' | 'collection'>,
  namespace: string,
  scale: number,
): Doc {
  const stats = engine.stats(namespace);
  const scaled = (bytes: number): number => Math.trunc(bytes / scale);
  const sizes = Array.from(stats.indexSizes, ([name, size]): [string, number] => [name, scaled(size)]);
  const totalIndexSize = sizes.reduce((sum, [, size]) => sum + size, 0);
  return doc({
    size: scaled(stats.size),
    count: stats.count,
    avgObjSize: stats.avgObjSize,
    numOrphanDocs: 0,
    storageSize: scaled(stats.size),
    freeStorageSize: 0,
    nindexes: sizes.length,
    indexBuilds: [],
    totalIndexSize,
    totalSize: scaled(stats.size) + totalIndexSize,
    indexSizes: new Map(sizes),
    scaleFactor: scale,
    ...capStats(engine.collection(namespace)?.options, scale),
  });
}

function capStats(options: Doc | undefined, scale: number): Record<string, Value> {
  const capped = options === undefined ? undefined : cappedOf(options);
  if (capped === undefined) return { capped: false };
  const max = capped.documents === Number.POSITIVE_INFINITY ? 0 : capped.documents;
  return { capped: true, max, maxSize: Math.trunc(capped.bytes / scale) };
}
