import { afterCommit, type ClientSession } from '@souk/platform/data';
import { saveProducts, type ListedProduct } from '../../data/products.ts';
import type { Catalog } from '../../deps.ts';
import type { ListChange } from '../../domain/list-watch.ts';
import { listingOf, pageTags } from '../../domain/listing.ts';
import type { Offer } from '../../domain/offer.ts';
import type { Product } from '../../domain/product.ts';

/** A product as it was (null: it is new) and as it is to be, with all its offers as they are to be. */
export type ChangedProduct = {
  readonly before: ListedProduct | null;
  readonly product: Product;
  readonly offers: readonly Offer[];
};

/**
 * Stores changed products with their listing and drops the pages that show them once the change is committed. Every
 * change of a product or of one of its offers passes here: their transactions exclude each other.
 */
export async function saveChanged(
  catalog: Catalog,
  session: ClientSession,
  changed: readonly ChangedProduct[],
): Promise<void> {
  const listed = changed.map(({ product, offers }) => ({ product, listing: listingOf(product, offers) }));
  await saveProducts(catalog.store, listed, session);
  dropPages(catalog, session, changed, listed);
}

const ASKED_AT_MOST = 20;

function listChanges(
  changed: readonly Pick<ChangedProduct, 'before'>[],
  listed: readonly ListedProduct[],
): ListChange[] {
  const before = new Map(changed.map((each) => [each.before?.product.id, each.before?.listing ?? null]));
  return listed.map(({ product: { id }, listing }) => ({
    id,
    before: before.get(id) ?? null,
    after: listing,
  }));
}

/** Drops the pages that showed a product before or are to show it now. */
export function dropPages(
  { pages }: Catalog,
  session: ClientSession,
  changed: readonly Pick<ChangedProduct, 'before'>[],
  listed: readonly ListedProduct[],
): void {
  const before = changed.flatMap((each) =>
    each.before === null ? [] : pageTags(each.before.product, each.before.listing),
  );
  const now = listed.flatMap(({ product, listing }) => pageTags(product, listing));
  const tags = [...new Set([...before, ...now])];
  // Asking every page about every row of an import would cost more than making the pages again.
  const changes = listed.length > ASKED_AT_MOST ? undefined : listChanges(changed, listed);
  afterCommit(session, () => pages.invalidate(tags, changes));
}
