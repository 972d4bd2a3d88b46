import type { CatalogState } from '../catalog/catalog.ts';
import { dropCollection } from '../catalog/collections-ddl.ts';
import { isOutput } from './output-name.ts';
import { plainWrite, type PlainWrites } from './plain-writes.ts';

/** Drops what aggregations have left that were cut off by the end of the process. */
export async function dropLeftovers(writes: PlainWrites, catalog: CatalogState): Promise<void> {
  const left = Array.from(catalog.keys()).filter(isOutput);
  if (left.length === 0) return;
  await plainWrite(writes, {}, (frame) => {
    for (const namespace of left) dropCollection(frame, namespace);
    return new Map();
  });
}
