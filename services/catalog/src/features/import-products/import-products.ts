import type { FieldError } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { unitOfWork } from '@souk/platform/data';
import type { EventDraft } from '@souk/platform/events';
import type { ClientSession } from 'mongoose';
import { findOffersOf, insertOffers, saveOffers } from '../../data/offers.ts';
import { findForImport, insertProducts, type ListedProduct } from '../../data/products.ts';
import { refusingDuplicates } from '../../data/refuse-duplicates.ts';
import { findSellers } from '../../data/sellers.ts';
import type { Catalog } from '../../deps.ts';
import {
  planImport,
  type ImportPlan,
  type ImportRow,
  type Makers,
  type RowResult,
} from '../../domain/import-plan.ts';
import { listingOf } from '../../domain/listing.ts';
import type { Offer } from '../../domain/offer.ts';
import type { Product } from '../../domain/product.ts';
import { keepInLine, newOffer } from '../create-offer/create-offer.ts';
import { offerChanges, offerCreated } from '../create-offer/offer-event.ts';
import { newProduct } from '../create-product/create-product.ts';
import { knownSellers } from '../relist-products/known-sellers.ts';
import { dropPages, saveChanged } from '../relist-products/save-product.ts';
import { ensureCategories, keyOfPath } from './ensure-categories.ts';

export type ImportedRow = Omit<ImportRow, 'categoryKey'> & {
  /** Names from the root; empty: as it is. */
  readonly category: readonly string[];
};

/**
 * Makes and changes products with their variants and offers, all rows in one transaction. A row that can't be done is
 * refused without stopping the others; the same rows again change nothing.
 */
export async function importProducts(
  catalog: Catalog,
  ctx: RequestContext,
  imported: readonly ImportedRow[],
): Promise<readonly RowResult[]> {
  const categories = await ensureCategories(
    catalog,
    ctx,
    imported.map((row) => row.category),
  );
  const rows = imported.map(({ category, ...row }) => ({ ...row, categoryKey: keyOfPath(category) }));
  await knownSellers(catalog, ctx, [...new Set(rows.map((row) => row.sellerId))]);
  const { results, made } = await refusingDuplicates(() =>
    unitOfWork(catalog.db, ctx, async (session) => {
      const known = await findKnown(catalog, rows, session);
      const plan = planImport(rows, { ...known, categories }, makers(catalog));
      const offersMade = await save(catalog, ctx, session, { known, plan });
      return { results: plan.results, made: offersMade };
    }),
  );
  await keepInLine(catalog, made);
  return results;
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
  const references = [...new Set(rows.map((row) => row.reference))];
  const skus = [...new Set(rows.map((row) => row.sku))];
  const listed = await findForImport(store, { references, skus }, session);
  const products = listed.map((each) => each.product);
  const productIds = products.map((product) => product.id);
  const offers = productIds.length === 0 ? [] : await findOffersOf(store, productIds, session);
  const sellers = await findSellers(store, [...new Set(rows.map((row) => row.sellerId))], session);
  return { listed, products, offers, sellers };
}

function makers(catalog: Catalog): Makers {
  return {
    product: (fields) => newProduct(catalog, { ...fields, ownerId: null, slug: null, variants: [] }),
    variantId: () => catalog.ids('variant'),
    offer: (product, variant, fields) =>
      newOffer(catalog, { product, variant }, { ...fields, state: 'active' }),
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
  const counts = Map.groupBy(plan.results, (row) => row.result);
  const after = Object.fromEntries([...counts].map(([result, those]) => [result, those.length]));
  await audit.record(session, ctx, { action: 'products.imported', subject: ctx.commandId, after });
  return offersMade;
}

function productEvent(type: 'ProductCreated' | 'ProductChanged', { id, slug, title }: Product): EventDraft {
  return { type, subject: id, data: { productId: id, slug, title } };
}

function eventsOf(before: Offer | undefined, offer: Offer): EventDraft[] {
  return before === undefined ? [offerCreated(offer)] : offerChanges(before, offer);
}

/** Faults of rows in another currency than the deployment's. */
export function currencyFaults(
  rows: readonly { price: { currency: string } }[],
  currency: string,
): FieldError[] {
  return rows.flatMap(({ price }, index) =>
    price.currency === currency
      ? []
      : [
          {
            pointer: `/rows/${index}/price/currency`,
            rule: 'currency',
            message: `Prices are in ${currency} here.`,
          },
        ],
  );
}
