import type { Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { unitOfWork, type AuditEntry, type ClientSession } from '@souk/platform/data';
import type { EventDraft } from '@souk/platform/events';
import { managedScope, requireVersion } from '../../access.ts';
import { findOffersOf, saveOffers } from '../../data/offers.ts';
import { findProductToChange } from '../../data/products.ts';
import { refusingDuplicates } from '../../data/refuse-duplicates.ts';
import type { Catalog } from '../../deps.ts';
import { copiedFields, type Offer } from '../../domain/offer.ts';
import type { Product } from '../../domain/product.ts';
import { catalogError } from '../../errors.ts';
import { saveChanged } from '../relist-products/save-product.ts';

/** A decision about a product: what it is to be, from what it and its offers are. */
export type ProductEdit = {
  readonly action: string;
  readonly event: 'ProductChanged' | 'ProductDeleted';
  decide(product: Product, offers: readonly Offer[], session: ClientSession): Promise<Product> | Product;
  /** What of the product the audit trail keeps. */
  audited(product: Product): unknown;
};

export type EditedProduct = { readonly product: Product; readonly offers: readonly Offer[] };

/**
 * Changes a product in its caller's scope, what its offers copy of it, and how it is listed, in one transaction.
 * @throws DomainError `product-not-found`, also for a record of somebody else; `stale-version`.
 */
export async function editProduct(
  catalog: Catalog,
  ctx: RequestContext,
  id: Id,
  edit: ProductEdit,
): Promise<EditedProduct> {
  const { store, db, outbox, clock, audit, machineClock } = catalog;
  const scope = managedScope(ctx);
  return refusingDuplicates(() =>
    unitOfWork(db, ctx, async (session) => {
      const before = await findProductToChange(store, id, scope, session);
      if (before === null) throw catalogError('product-not-found');
      requireVersion(ctx, before.product.version);
      const offersBefore = await findOffersOf(store, [id], session);
      const decided = await edit.decide(before.product, offersBefore, session);
      const version = before.product.version + 1;
      const product = { ...decided, version, updatedAt: machineClock.now() };
      const offers = offersBefore.map((offer) => withCopies(offer, product));
      await saveOffers(
        store,
        offers.filter((offer, index) => offer !== offersBefore[index]),
        session,
      );
      await saveChanged(catalog, session, [{ before, product, offers }]);
      await outbox.add(session, ctx, clock, [eventOf(edit, product)]);
      await audit.record(session, ctx, auditOf(edit, before.product, product));
      return { product, offers };
    }),
  );
}

/** The offer with what it copies of the product; the same object when nothing of that has changed. */
function withCopies(offer: Offer, product: Product): Offer {
  const variant = product.variants.find((each) => each.id === offer.variantId);
  if (variant === undefined) return offer;
  const copies = copiedFields(product, variant);
  const same = (Object.keys(copies) as (keyof typeof copies)[]).every(
    (field) => copies[field] === offer[field],
  );
  return same ? offer : { ...offer, ...copies };
}

function eventOf(edit: ProductEdit, { id, slug, title }: Product): EventDraft {
  return { type: edit.event, subject: id, data: { productId: id, slug, title } };
}

function auditOf(edit: ProductEdit, before: Product, after: Product): AuditEntry {
  const { action } = edit;
  return { action, subject: after.id, before: edit.audited(before), after: edit.audited(after) };
}
