import { plainWrite, type PlainWrites } from '../storage/plain-writes.ts';
import type { CatalogState } from './catalog.ts';
import { dropTable, saveCollection } from './collections-ddl.ts';
import type { Catalogue } from './ddl-context.ts';
import { defineIndex } from './definition.ts';
import { buildIndexes } from './indexes-ddl.ts';

/**
 * Makes the indexes anew whose strings became keys by other rules than this process has: another version of Node may
 * bring another one of Unicode, and text indexes have come to know more languages. Throws DuplicateKey when strings have
 * become equal that a unique index holds.
 */
export async function rebuildOutdated(
  writes: PlainWrites,
  catalog: CatalogState,
  catalogue: Catalogue,
): Promise<void> {
  for (const { namespace, indexes } of catalog.values()) {
    if (!indexes.some(({ outdated }) => outdated)) continue;
    await plainWrite(writes, {}, (frame) => {
      const collection = frame.collection(namespace);
      if (collection === undefined) return new Map();
      const fresh = new Map(
        collection.indexes
          .filter(({ outdated }) => outdated)
          .map((index) => {
            const made = defineIndex(index.spec, catalogue.nextTable(), catalogue.language);
            // What it held it goes on holding: documents are not checked as new ones are.
            return [index, Object.assign(made, { unique: index.unique, outdated: true })] as const;
          }),
      );
      buildIndexes(frame, { ...collection, indexes: [...fresh.values()] });
      for (const [index, made] of fresh) {
        dropTable(frame, index.table);
        made.outdated = false;
      }
      saveCollection(frame, {
        ...collection,
        indexes: collection.indexes.map((index) => fresh.get(index) ?? index),
      });
      return new Map();
    });
  }
}
