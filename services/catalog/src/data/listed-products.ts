import type { Id } from '@souk/kernel';
import type { NativeCollection } from '@souk/platform/data';
import type { ProductDocument } from './models.ts';

/** A product as lists show it. */
export type ListItem = {
  readonly id: Id;
  readonly slug: string;
  readonly title: string;
  readonly categoryId: Id | null;
  readonly price: bigint;
  readonly sellerIds: readonly Id[];
};

const SHOWN = { slug: 1, title: 1, categoryPath: 1, minPrice: 1, sellerIds: 1 } as const;

/** The products among these that are listed, in any order. */
export async function readListed(
  products: NativeCollection<ProductDocument>,
  ids: readonly Id[],
): Promise<readonly ListItem[]> {
  const found = await products
    .find({ _id: { $in: [...ids] }, facets: '*' }, { projection: SHOWN })
    .toArray();
  return found.map(({ _id, slug, title, categoryPath, minPrice, sellerIds }) => ({
    id: _id,
    slug,
    title,
    categoryId: categoryPath.at(-1) ?? null,
    price: minPrice ?? 0n,
    sellerIds,
  }));
}
