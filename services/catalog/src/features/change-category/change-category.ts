import type { Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { afterCommit, unitOfWork } from '@souk/platform/data';
import { requireVersion } from '../../access.ts';
import { findBelow, findCategory, saveCategory } from '../../data/categories.ts';
import { refusingDuplicates } from '../../data/refuse-duplicates.ts';
import type { Catalog } from '../../deps.ts';
import { pathKeyOf, underNewName, type Category } from '../../domain/category.ts';
import { NAMES_TAG } from '../../domain/listing.ts';
import { catalogError } from '../../errors.ts';

/** Renames a category and with it the paths of all below. @throws DomainError `category-not-found`, `category-taken`. */
export async function changeCategory(
  catalog: Catalog,
  ctx: RequestContext,
  { id, name }: { id: Id; name: string },
): Promise<Category> {
  const { store, db, machineClock, audit } = catalog;
  return refusingDuplicates(() =>
    unitOfWork(db, ctx, async (session) => {
      const before = await findCategory(store, id, session);
      if (before === null) throw catalogError('category-not-found');
      requireVersion(ctx, before.version);
      const slash = before.pathKey.lastIndexOf('/');
      const pathKey = pathKeyOf(slash === -1 ? null : before.pathKey.slice(0, slash), name);
      const renamed = { before: before.pathKey, after: pathKey };
      const now = machineClock.now();
      const category = { ...before, name, pathKey, version: before.version + 1, updatedAt: now };
      await saveCategory(store, category, session);
      afterCommit(session, () => catalog.pages.invalidate([NAMES_TAG]));
      const below = pathKey === before.pathKey ? [] : await findBelow(store, before.pathKey, session);
      for (const each of below) {
        const moved = {
          ...each,
          pathKey: underNewName(each, renamed),
          version: each.version + 1,
          updatedAt: now,
        };
        await saveCategory(store, moved, session);
      }
      await audit.record(session, ctx, {
        action: 'category.renamed',
        subject: id,
        before: { name: before.name },
        after: { name },
      });
      return category;
    }),
  );
}
