import type { Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { unitOfWork } from '@souk/platform/data';
import { findCategory, insertCategory } from '../../data/categories.ts';
import { refusingDuplicates } from '../../data/refuse-duplicates.ts';
import type { Catalog } from '../../deps.ts';
import { newCategory, type Category } from '../../domain/category.ts';
import { catalogError } from '../../errors.ts';

/** Makes a category. @throws DomainError `unknown-category`, `category-taken`, `category-too-deep`. */
export async function createCategory(
  catalog: Catalog,
  ctx: RequestContext,
  { name, parentId }: { name: string; parentId: Id | null },
): Promise<Category> {
  const { store, db, ids, machineClock, audit } = catalog;
  return refusingDuplicates(() =>
    unitOfWork(db, ctx, async (session) => {
      const parent = parentId === null ? null : await findCategory(store, parentId, session);
      if (parentId !== null && parent === null) throw unknownCategory('/parentId');
      const category = newCategory(ids('category'), name, parent, machineClock.now());
      await insertCategory(store, category, session);
      await audit.record(session, ctx, {
        action: 'category.created',
        subject: category.id,
        after: { name, parentId },
      });
      return category;
    }),
  );
}

/** The refusal of a body that names no existing category at `pointer`. */
export function unknownCategory(pointer: string) {
  return catalogError('unknown-category', {}, [
    { pointer, rule: 'exists', message: 'There is no such category.' },
  ]);
}
