import { exampleId } from '../../../packages/contracts/src/index.ts';
import { ask } from '../world/ask.ts';
import { addCategory, addOffer, addProduct, freshName, PRICE } from '../world/shop.ts';
import {
  byAnyone,
  forOperator,
  inPublic,
  withoutStrangers,
  type Arrange,
  type Arrangements,
} from './arrangement.ts';

const CATEGORY = exampleId('category');

/** A product of the seller, of whose variants nobody offers any. */
const onProduct: Arrange = async ({ world, seller, rival }) => {
  const { productId, variants } = await addProduct(world, seller.owner.headers);
  return {
    as: seller.owner.headers,
    real: {
      [exampleId('product')]: productId,
      [exampleId('product', 2)]: productId,
      [exampleId('variant')]: variants[0]?.variantId ?? '',
      [exampleId('variant', 2)]: variants[1]?.variantId ?? '',
      'TEAPOT-SLATE': freshName('TEAPOT-SLATE'),
    },
    strangers: [rival.owner.headers],
  };
};

const onOffer: Arrange = async ({ world, seller, rival }) => ({
  as: seller.owner.headers,
  real: { [exampleId('offer')]: (await addOffer(world, seller)).offerId },
  strangers: [rival.owner.headers],
});

const onCategory: Arrange = async ({ world }) => ({
  as: world.operator,
  real: {
    [CATEGORY]: await addCategory(world),
    [exampleId('category', 2)]: await addCategory(world),
    'Kitchen and table': freshName('Kitchen and table'),
  },
});

const withNewSkus: Arrange = async ({ world, seller }) => ({
  as: seller.owner.headers,
  real: {
    [CATEGORY]: await addCategory(world),
    'TEAPOT-SAND': freshName('TEAPOT-SAND'),
    'TEAPOT-MOSS': freshName('TEAPOT-MOSS'),
  },
});

/** A variant that only the rival offers, and an importer's name for both sellers. */
const forImport: Arrange = async ({ world, seller, rival }) => {
  const offered = await addOffer(world, rival);
  const reference = freshName('casa-verde');
  const rows = [{ reference, name: 'Casa Verde', postcode: '13023' }];
  const { data } = await ask<{ data: { sellerId: string }[] }>(world, 'POST', '/seller-imports', {
    body: { rows },
    as: world.operator,
  });
  const sellerId = data[0]?.sellerId ?? seller.sellerId;
  const offers = [{ sku: offered.sku, sellerId, price: PRICE }];
  await ask(world, 'POST', '/offer-imports', { body: { rows: offers }, as: world.operator });
  return {
    as: world.operator,
    real: {
      'TEAPOT-PLAIN': offered.sku,
      [exampleId('seller')]: seller.sellerId,
      'casa-verde': reference,
    },
  };
};

export const catalog: Arrangements = {
  listCategories: byAnyone,
  getCategory: onCategory,
  createCategory: onCategory,
  changeCategory: onCategory,
  deleteCategory: onCategory,
  listProducts: byAnyone,
  getProduct: inPublic(onProduct),
  createProduct: withNewSkus,
  changeProduct: onProduct,
  deleteProduct: onProduct,
  addVariant: onProduct,
  changeVariant: onProduct,
  removeVariant: onProduct,
  listOffers: ({ seller }) => ({ as: seller.owner.headers }),
  getOffer: inPublic(onOffer),
  createOffer: withoutStrangers(onProduct),
  changeOffer: onOffer,
  importProducts: ({ world, seller }) => ({
    as: world.operator,
    real: {
      TEAPOT: freshName('TEAPOT'),
      'TEAPOT-PLAIN': freshName('TEAPOT-PLAIN'),
      [exampleId('seller')]: seller.sellerId,
    },
  }),
  importOffers: forImport,
  lookUpOffers: forImport,
  listCatalogChanges: forOperator(onProduct),
};

export const inventory: Arrangements = {
  getStock: inPublic(onOffer),
  adjustStock: onOffer,
  listStockAdjustments: onOffer,
  importStock: forOperator(onOffer),
};
