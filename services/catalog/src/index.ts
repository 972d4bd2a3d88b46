import { CatalogService } from '@souk/contracts';
import { createPageCache } from '@souk/platform/cache';
import { auditTrail, createIdempotencyStore } from '@souk/platform/data';
import { createOutbox } from '@souk/platform/events';
import type { AnyRoute } from '@souk/platform/http';
import { rpcService } from '@souk/platform/rpc';
import type { Service } from '@souk/platform/service';
import { onSellerChanged } from './consumers/on-seller-changed.ts';
import { openPageReads } from './data/page-reads.ts';
import { openStore } from './data/store.ts';
import type { Catalog, CatalogDeps } from './deps.ts';
import { catalogError } from './errors.ts';
import { addVariantRoute } from './features/add-variant/http.ts';
import { changeCategoryRoute } from './features/change-category/http.ts';
import { changeOfferRoute } from './features/change-offer/http.ts';
import { changeProductRoute } from './features/change-product/http.ts';
import { changeVariantRoute } from './features/change-variant/http.ts';
import { createCategoryRoute } from './features/create-category/http.ts';
import { createOfferRoute } from './features/create-offer/http.ts';
import { createProductRoute } from './features/create-product/http.ts';
import { deleteCategoryRoute } from './features/delete-category/http.ts';
import { deleteProductRoute } from './features/delete-product/http.ts';
import { importOffersRoute } from './features/import-offers/http.ts';
import { importProductsRoute } from './features/import-products/http.ts';
import { listChangesRoute } from './features/list-changes/http.ts';
import { listProductsRoute } from './features/list-products/http.ts';
import { lookUpOffersRoute } from './features/look-up-offers/http.ts';
import { removeVariantRoute } from './features/remove-variant/http.ts';
import { getCategoryRoute, listCategoriesRoute } from './features/show-categories/http.ts';
import { getOfferRoute, listOffersRoute } from './features/show-offers/http.ts';
import { getOffersRpc } from './features/show-offers/rpc.ts';
import { getProductRoute } from './features/show-product/http.ts';

export { catalogConfig, type CatalogConfig } from './config.ts';
export type { CatalogDeps } from './deps.ts';

/** Categories, products, variants and what sellers ask for them. */
export function createCatalog(deps: CatalogDeps): Service<typeof CatalogService> {
  const catalog = assemble(deps);
  return {
    name: 'catalog',
    http: {
      name: 'catalog',
      routes: routesOf(catalog),
      idempotency: createIdempotencyStore(deps.db, deps.machineClock),
      errors: catalogError.table,
    },
    rpc: rpcService(CatalogService, { getOffers: getOffersRpc(catalog) }),
    consumers: [onSellerChanged(catalog)],
    jobs: [],
    outbox: catalog.outbox,
    start: () => catalog.store.ensureIndexes(),
    stop: () => Promise.resolve(),
  };
}

/** The deps with the catalogue's own collections, outbox and pages. */
export function assemble(deps: CatalogDeps): Catalog {
  const { db, ids, machineClock, config } = deps;
  const store = openStore(db, { maxAgeMs: config.catalogPageAgeMs });
  return {
    ...deps,
    store,
    pageReads: openPageReads(store),
    outbox: createOutbox(db, ids),
    audit: auditTrail(db, { clock: machineClock, ids }),
    pages: createPageCache({ maxEntries: config.catalogPages, maxAgeMs: config.catalogPageAgeMs }),
  };
}

function routesOf(catalog: Catalog): AnyRoute[] {
  return [
    listCategoriesRoute(catalog),
    getCategoryRoute(catalog),
    createCategoryRoute(catalog),
    changeCategoryRoute(catalog),
    deleteCategoryRoute(catalog),
    listProductsRoute(catalog),
    getProductRoute(catalog),
    createProductRoute(catalog),
    changeProductRoute(catalog),
    deleteProductRoute(catalog),
    addVariantRoute(catalog),
    changeVariantRoute(catalog),
    removeVariantRoute(catalog),
    listOffersRoute(catalog),
    getOfferRoute(catalog),
    createOfferRoute(catalog),
    changeOfferRoute(catalog),
    importProductsRoute(catalog),
    importOffersRoute(catalog),
    lookUpOffersRoute(catalog),
    listChangesRoute(catalog),
  ];
}
