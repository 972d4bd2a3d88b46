import type { RequestContext } from '@souk/platform/context';
import { isDuplicateKey } from '@souk/platform/data';
import { findByPathKeys, insertCategory } from '../../data/categories.ts';
import type { Catalog } from '../../deps.ts';
import { newCategory, pathKeyOf, type Category } from '../../domain/category.ts';

/** Key of a path of names from the root; null for the empty path. */
export function keyOfPath(names: readonly string[]): string | null {
  return names.reduce<string | null>((parent, name) => pathKeyOf(parent, name), null);
}

/**
 * The categories with these paths of names, made where they are missing. Two imports that make the same one at the
 * same time get the same one.
 */
export async function ensureCategories(
  catalog: Catalog,
  ctx: RequestContext,
  paths: readonly (readonly string[])[],
): Promise<ReadonlyMap<string, Category>> {
  const wanted = new Map<string, { name: string; parentKey: string | null }>();
  // A supplier's list names few categories in many rows.
  const distinct = new Map(paths.map((path) => [JSON.stringify(path), path]));
  for (const path of distinct.values()) {
    for (const [depth, name] of path.entries()) {
      const key = keyOfPath(path.slice(0, depth + 1)) ?? '';
      if (!wanted.has(key)) wanted.set(key, { name, parentKey: keyOfPath(path.slice(0, depth)) });
    }
  }
  if (wanted.size === 0) return new Map();
  const found = new Map(
    (await findByPathKeys(catalog.store, [...wanted.keys()])).map((each) => [each.pathKey, each]),
  );
  // Parents come before their children in `wanted`.
  for (const [key, { name, parentKey }] of wanted) {
    if (found.has(key)) continue;
    const parent = parentKey === null ? null : (found.get(parentKey) ?? null);
    found.set(key, await makeCategory(catalog, ctx, name, parent));
  }
  return found;
}

async function makeCategory(
  catalog: Catalog,
  ctx: RequestContext,
  name: string,
  parent: Category | null,
): Promise<Category> {
  const { store, ids, machineClock, audit } = catalog;
  const category = newCategory(ids('category'), name, parent, machineClock.now());
  try {
    await insertCategory(store, category, null);
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const [other] = await findByPathKeys(store, [category.pathKey]);
    if (other === undefined) throw error;
    return other;
  }
  const after = { name, parentId: category.parentId };
  await audit.record(null, ctx, { action: 'category.created', subject: category.id, after });
  return category;
}
