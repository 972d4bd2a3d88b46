import { wireId, wireTime } from '@souk/contracts';
import { z } from 'zod';
import type { Category } from '../../domain/category.ts';

/** A name as people see it: one line without control characters, not blank. */
export const nameField = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^\P{Cc}*$/u);

export const categoryName = nameField(80);
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
