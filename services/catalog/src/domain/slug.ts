import type { Id } from '@souk/kernel';

const LONGEST = 80;

/** A name as it stands in an address: `Açaí bowl, 2 l` → `acai-bowl-2-l`. `item` when nothing is left. */
export function slugOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST)
    .replaceAll(/^-+|-+$/g, '');
  return plain === '' ? 'item' : plain;
}

/** A product's slug when nobody has chosen one: the title, and enough of the id to be the only one. */
export function productSlug(title: string, id: Id): string {
  return `${slugOf(title)}-${id.slice(-12)}`;
}
