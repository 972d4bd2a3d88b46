import type { Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { unitOfWork } from '@souk/platform/data';
import { requireVersion } from '../../access.ts';
import { findCategory, isInUse, saveCategory } from '../../data/categories.ts';
import type { Catalog } from '../../deps.ts';
import { catalogError } from '../../errors.ts';

/**
 * Takes an empty category away; its record stays. A product that is put into it at the same moment stays listed without
 * the category's name. @throws DomainError `category-not-found`, `category-in-use`.
 */
export async function deleteCategory(catalog: Catalog, ctx: RequestContext, id: Id): Promise<void> {
  const { store, db, machineClock, audit } = catalog;
  await unitOfWork(db, ctx, async (session) => {
    const category = await findCategory(store, id, session);
    if (category === null) throw catalogError('category-not-found');
    requireVersion(ctx, category.version);
    if (await isInUse(store, id, session)) throw catalogError('category-in-use');
    const now = machineClock.now();
    const deleted = {
      state: 'deleted',
      deletedAt: now,
      updatedAt: now,
      version: category.version + 1,
    } as const;
    await saveCategory(store, { ...category, ...deleted }, session);
    await audit.record(session, ctx, {
      action: 'category.deleted',
      subject: id,
      before: { name: category.name },
    });
  });
}
