import type { Id } from '@souk/kernel';
import { catalogError } from '../errors.ts';
import { slugOf } from './slug.ts';

/** A node of the category tree. It keeps its parent for life: moving one would mean to list every product below anew. */
export type Category = {
  readonly id: Id;
  readonly name: string;
  readonly parentId: Id | null;
  /** Ids from the root to this one. */
  readonly path: readonly Id[];
  /** Slugs of the names from the root to this one: `home/kitchen`. One category for each. */
  readonly pathKey: string;
  readonly state: 'active' | 'deleted';
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly deletedAt: Date | null;
};

export const DEEPEST_CATEGORY = 8;

/** A new category under `parent` (null: a root). @throws DomainError `category-too-deep`. */
export function newCategory(id: Id, name: string, parent: Category | null, now: Date): Category {
  if ((parent?.path.length ?? 0) >= DEEPEST_CATEGORY) throw catalogError('category-too-deep');
  return {
    id,
    name,
    parentId: parent?.id ?? null,
    path: [...(parent?.path ?? []), id],
    pathKey: pathKeyOf(parent?.pathKey ?? null, name),
    state: 'active',
    version: 1,
    createdAt: now,
    updatedAt: now,
    deletedAt: null,
  };
}

/** The key of a category called `name` under the parent with `parentKey`. */
export function pathKeyOf(parentKey: string | null, name: string): string {
  return parentKey === null ? slugOf(name) : `${parentKey}/${slugOf(name)}`;
}

/** A category below `renamed` with the key that it gets from the new name. */
export function underNewName(below: Category, renamed: { before: string; after: string }): string {
  return renamed.after + below.pathKey.slice(renamed.before.length);
}
