import type { CatalogState } from '../catalog/catalog.ts';
import { dropCollection } from '../catalog/collections-ddl.ts';
import { splitNamespace } from '../catalog/entries.ts';
import { plainWrite, type PlainWrites } from './plain-writes.ts';

/** What an aggregation with `$out` writes into before it takes the place of its target. */
export const OUT_PREFIX = 'tmp.agg_out.';

/** Drops what aggregations have left that were cut off by the end of the process. */
export async function dropLeftovers(writes: PlainWrites, catalog: CatalogState): Promise<void> {
  const left = Array.from(catalog.keys()).filter((namespace) =>
    splitNamespace(namespace).name.startsWith(OUT_PREFIX),
  );
  if (left.length === 0) return;
  await plainWrite(writes, {}, (frame) => {
    for (const namespace of left) dropCollection(frame, namespace);
    return new Map();
  });
}
