import type { Id } from '@souk/kernel';
import type { ClientSession } from 'mongoose';
import type { Category } from '../domain/category.ts';
import type { CategoryDocument } from './models.ts';
import type { Store } from './store.ts';

type Session = ClientSession | null;
const inSession = (session: Session) => (session === null ? {} : { session });

/** The category, unless it is deleted; categories are everybody's to see. */
export async function findCategory(store: Store, id: Id, session: Session = null): Promise<Category | null> {
  const found = await store.categories.findOne({ _id: id, state: 'active' }, inSession(session));
  return found === null ? null : fromDocument(found);
}

/** Those of the ids that exist, in any order. */
export async function findCategories(store: Store, ids: readonly Id[]): Promise<Category[]> {
  const found = await store.categories.find({ _id: { $in: [...ids] } }).toArray();
  return found.map(fromDocument);
}

/** Active categories with these keys. */
export async function findByPathKeys(store: Store, keys: readonly string[]): Promise<Category[]> {
  const found = await store.categories.find({ pathKey: { $in: [...keys] }, state: 'active' }).toArray();
  return found.map(fromDocument);
}

/** Active categories in the order of their keys (parents before children), those after `after` only. */
export async function listCategories(
  store: Store,
  { after, limit }: { after: string | null; limit: number },
): Promise<Category[]> {
  const found = await store.categories
    .find({ state: 'active', ...(after === null ? {} : { pathKey: { $gt: after } }) })
    .sort({ pathKey: 1 })
    .limit(limit)
    .toArray();
  return found.map(fromDocument);
}

/** Active categories anywhere below the one with this key. */
export async function findBelow(store: Store, pathKey: string, session: ClientSession): Promise<Category[]> {
  const found = await store.categories
    // '0' follows '/' in ASCII, so that the range holds exactly the keys below.
    .find({ state: 'active', pathKey: { $gt: `${pathKey}/`, $lt: `${pathKey}0` } }, { session })
    .toArray();
  return found.map(fromDocument);
}

/** Whether subcategories or products stand in the way of deleting it. */
export async function isInUse(store: Store, id: Id, session: ClientSession): Promise<boolean> {
  const child = await store.categories.findOne(
    { parentId: id, state: 'active' },
    { session, projection: { _id: 1 } },
  );
  if (child !== null) return true;
  const product = await store.products.findOne(
    { categoryPath: id, state: 'active' },
    { session, projection: { _id: 1 } },
  );
  return product !== null;
}

/** Stores new categories. @throws a duplicate-key error when a path key is taken. */
export async function insertCategory(store: Store, category: Category, session: Session): Promise<void> {
  await store.categories.insertOne(toDocument(category), inSession(session));
}

/** Replaces the stored category. */
export async function saveCategory(store: Store, category: Category, session: ClientSession): Promise<void> {
  await store.categories.replaceOne({ _id: category.id }, toDocument(category), { session });
}

function toDocument({ id, path, ...rest }: Category): CategoryDocument {
  return { _id: id, ...rest, path: [...path] };
}

function fromDocument(document: CategoryDocument): Category {
  const { _id, name, parentId, path, pathKey, state, version, createdAt, updatedAt, deletedAt } = document;
  return { id: _id, name, parentId, path, pathKey, state, version, createdAt, updatedAt, deletedAt };
}
