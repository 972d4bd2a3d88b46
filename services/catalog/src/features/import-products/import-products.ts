import type { Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { unitOfWork, type ClientSession } from '@souk/platform/data';
import type { EventDraft } from '@souk/platform/events';
import { findOffersOf, insertOffers, saveOffers } from '../../data/offers.ts';
import { findForImport, insertProducts, type ListedProduct } from '../../data/products.ts';
import { refusingDuplicates } from '../../data/refuse-duplicates.ts';
import { findSellers, type KnownSeller } from '../../data/sellers.ts';
import type { Catalog } from '../../deps.ts';
import {
  planImport,
  type ImportPlan,
  type ImportRow,
  type Makers,
  type OfferPart,
  type ProductPart,
  type RowOutcome,
} from '../../domain/import-plan.ts';
import { listingOf } from '../../domain/listing.ts';
import type { Offer } from '../../domain/offer.ts';
import type { Product } from '../../domain/product.ts';
import { keepInLine, newOffer } from '../create-offer/create-offer.ts';
import { offerChanges, offerCreated } from '../create-offer/offer-event.ts';
import { newProduct } from '../create-product/create-product.ts';
import { knownSellers, sellersByReference } from '../relist-products/known-sellers.ts';
import { dropPages, saveChanged } from '../relist-products/save-product.ts';
import { ensureCategories, keyOfPath } from './ensure-categories.ts';

/** How a row names the seller: by the id here or by the name that an import of sellers gave. */
export type SellerName =
  | { readonly by: 'sellerId'; readonly id: Id }
  | { readonly by: 'sellerReference'; readonly reference: string };

/** A row before categories and sellers are looked up. */
export type ImportedRow = {
  readonly sku: string;
  readonly product:
    | (Omit<ProductPart, 'categoryKey'> & {
        /** Names from the root; empty: as it is. */
        readonly category: readonly string[];
      })
    | null;
  readonly offer: (Pick<OfferPart, 'price' | 'state'> & { readonly seller: SellerName }) | null;
};

/**
 * Makes and changes products with their variants, and offers, all rows in one transaction. A row that can't be done is
 * refused without stopping the others; the same rows again change nothing.
 */
export async function importProducts(
  catalog: Catalog,
  ctx: RequestContext,
  imported: readonly ImportedRow[],
): Promise<readonly RowOutcome[]> {
  const paths = imported.flatMap(({ product }) => (product === null ? [] : [product.category]));
  const categories = await ensureCategories(catalog, ctx, paths);
  const rows = await namedRows(catalog, ctx, imported);
  const { outcomes, made } = await refusingDuplicates(() =>
    unitOfWork(catalog.db, ctx, async (session) => {
      const known = await findKnown(catalog, rows, session);
      const plan = planImport(rows, { ...known, categories }, makers(catalog));
      const offersMade = await save(catalog, ctx, session, { known, plan });
      return { outcomes: plan.outcomes, made: offersMade };
    }),
  );
  await keepInLine(catalog, made);
  return outcomes;
}

/** The rows with the keys of their categories and the ids of their sellers. */
async function namedRows(
  catalog: Catalog,
  ctx: RequestContext,
  imported: readonly ImportedRow[],
): Promise<ImportRow[]> {
  const names = imported.flatMap(({ offer }) => (offer === null ? [] : [offer.seller]));
  const ids = names.flatMap((name) => (name.by === 'sellerId' ? [name.id] : []));
  const references = names.flatMap((name) => (name.by === 'sellerReference' ? [name.reference] : []));
  await knownSellers(catalog, ctx, [...new Set(ids)]);
  const referred = await sellersByReference(catalog, ctx, [...new Set(references)]);
  return imported.map(({ sku, product, offer }) => ({
    sku,
    product: product === null ? null : { ...product, categoryKey: keyOfPath(product.category) },
    offer: offer === null ? null : { ...offer, ...namedSeller(offer.seller, referred) },
  }));
}

function namedSeller(
  seller: SellerName,
  referred: ReadonlyMap<string, Id>,
): Pick<OfferPart, 'sellerId' | 'sellerField'> {
  const sellerId = seller.by === 'sellerId' ? seller.id : (referred.get(seller.reference) ?? null);
  return { sellerId, sellerField: seller.by };
}

type FoundForImport = {
  readonly listed: readonly ListedProduct[];
  readonly products: readonly Product[];
  readonly offers: readonly Offer[];
  readonly sellers: Awaited<ReturnType<typeof findSellers>>;
};

async function findKnown(
  { store }: Catalog,
  rows: readonly ImportRow[],
  session: ClientSession,
): Promise<FoundForImport> {
  const references = [...new Set(rows.flatMap(({ product }) => product?.reference ?? []))];
  const skus = [...new Set(rows.map((row) => row.sku))];
  const listed = await findForImport(store, { references, skus }, session);
  const products = listed.map((each) => each.product);
  const productIds = products.map((product) => product.id);
  const offers = productIds.length === 0 ? [] : await findOffersOf(store, productIds, session);
  const sellerIds = [...new Set(rows.flatMap(({ offer }) => offer?.sellerId ?? []))];
  const sellers =
    sellerIds.length === 0 ? new Map<Id, KnownSeller>() : await findSellers(store, sellerIds, session);
  return { listed, products, offers, sellers };
}

function makers(catalog: Catalog): Makers {
  return {
    product: (fields) => newProduct(catalog, { ...fields, ownerId: null, slug: null, variants: [] }),
    variantId: () => catalog.ids('variant'),
    offer: (product, variant, fields) => newOffer(catalog, { product, variant }, fields),
    now: () => catalog.machineClock.now(),
  };
}

/** Stores what the plan makes and changes, with its events; gives the new offers. */
async function save(
  catalog: Catalog,
  ctx: RequestContext,
  session: ClientSession,
  { known, plan }: { known: FoundForImport; plan: ImportPlan },
): Promise<readonly Offer[]> {
  const { store, outbox, clock, audit } = catalog;
  const offersBefore = new Map(known.offers.map((offer) => [offer.id, offer]));
  const changedOffers = [...plan.offers.values()].filter((offer) => offersBefore.get(offer.id) !== offer);
  const offersMade = changedOffers.filter((offer) => !offersBefore.has(offer.id));
  const offersOf = Map.groupBy(plan.offers.values(), (offer) => offer.productId);
  const listedBefore = new Map(known.listed.map((each) => [each.product.id, each]));
  const productsMade = [...plan.products.values()].filter((product) => !listedBefore.has(product.id));
  const touched = new Set(changedOffers.map((offer) => offer.productId));
  const changed = known.listed.flatMap((before) => {
    const product = plan.products.get(before.product.id) ?? before.product;
    if (product === before.product && !touched.has(product.id)) return [];
    return [{ before, product, offers: offersOf.get(product.id) ?? [] }];
  });
  const listed = productsMade.map((product) => ({
    product,
    listing: listingOf(product, offersOf.get(product.id) ?? []),
  }));
  await insertProducts(store, listed, session);
  dropPages(catalog, session, [], listed);
  await insertOffers(store, offersMade, session);
  await saveOffers(
    store,
    changedOffers.filter((offer) => offersBefore.has(offer.id)),
    session,
  );
  await saveChanged(catalog, session, changed);
  const productsChanged = changed.flatMap(({ before, product }) =>
    product === before.product ? [] : [product],
  );
  await outbox.add(session, ctx, clock, [
    ...productsMade.map((product) => productEvent('ProductCreated', product)),
    ...productsChanged.map((product) => productEvent('ProductChanged', product)),
    ...changedOffers.flatMap((offer) => eventsOf(offersBefore.get(offer.id), offer)),
  ]);
  const counts = Map.groupBy(plan.outcomes, (row) => row.outcome);
  const after = Object.fromEntries([...counts].map(([outcome, those]) => [outcome, those.length]));
  await audit.record(session, ctx, { action: 'products.imported', subject: ctx.commandId, after });
  return offersMade;
}

function productEvent(type: 'ProductCreated' | 'ProductChanged', { id, slug, title }: Product): EventDraft {
  return { type, subject: id, data: { productId: id, slug, title } };
}

function eventsOf(before: Offer | undefined, offer: Offer): EventDraft[] {
  return before === undefined ? [offerCreated(offer)] : offerChanges(before, offer);
}
