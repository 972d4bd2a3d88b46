import { wireId, wireTime } from '@souk/contracts';
import { z } from 'zod';
import type { Category } from '../../domain/category.ts';

export const categoryName = z.string().trim().min(1).max(80);
export const categoryParams = z.strictObject({ categoryId: wireId('category') });

export const categoryReply = z
  .strictObject({
    id: wireId('category'),
    name: z.string(),
    parentId: wireId('category').nullable(),
    path: z.string(),
    version: z.int(),
    createdAt: wireTime,
    updatedAt: wireTime,
  })
  .meta({ id: 'Category', description: 'A node of the tree; `path` holds the slugs from the root.' });

/** The category as it crosses the wire. */
export function categoryToWire({ id, name, parentId, pathKey, version, createdAt, updatedAt }: Category) {
  return {
    id,
    name,
    parentId,
    path: pathKey,
    version,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}
