import { amount, oneOf, options, path, text, whole, type Column } from './columns.ts';
import { sendOffers, sendProducts, sendSellers, sendStock } from './endpoints.ts';
import type { ImportKind } from './import-kind.ts';

type Describe = (name: string, read: Column['read'], help: string, field?: string) => Column;
const required: Describe = (name, read, help, field = name) => ({ name, required: true, read, help, field });
const optional: Describe = (name, read, help, field = name) => ({ name, required: false, read, help, field });

const seller = "the seller's reference";
const price = 'in major units with a point: 129.90';
const state = oneOf(['active', 'inactive']);

const sellers: ImportKind = {
  name: 'sellers',
  summary: 'who sells; they are approved at once',
  columns: [
    required('reference', text, "the seller's key in the source; the same again updates"),
    required('name', text, 'the name to show'),
    required('postcode', text, 'where its parcels come from'),
    optional(
      'commission_basis_points',
      whole(0),
      "the marketplace's share in ten-thousandths",
      'commissionBasisPoints',
    ),
  ],
  together: [],
  send: sendSellers,
};

const products: ImportKind = {
  name: 'products',
  summary: 'what is sold: one variant a line, with an offer of it or without',
  columns: [
    required(
      'reference',
      text,
      "the product's key in the source; lines that share it are variants or offers of it",
    ),
    required('title', text, 'the name to show'),
    optional('description', text, 'what there is to say about it'),
    optional('category', path, 'names from the root on: Home > Kitchen; made where it is missing'),
    required('sku', text, "the variant's stock keeping unit"),
    optional('options', options, 'what tells the variant from others: size=M; colour=red'),
    required('weight_grams', whole(0), 'what it weighs', 'weightGrams'),
    optional('seller', text, seller, 'sellerReference'),
    optional('price', amount, price),
    optional('stock', whole(0), 'pieces that this seller has of it', 'available'),
  ],
  together: ['seller', 'price'],
  send: sendProducts,
};

const offers: ImportKind = {
  name: 'offers',
  summary: 'what sellers ask for variants that are there',
  columns: [
    required('sku', text, "the variant's stock keeping unit"),
    required('seller', text, seller, 'sellerReference'),
    required('price', amount, price),
    optional('state', state, 'active or inactive; as it is when empty, active when new'),
    optional('stock', whole(0), 'pieces that the seller has of it', 'available'),
  ],
  together: [],
  send: sendOffers,
};

const stock: ImportKind = {
  name: 'stock',
  summary: 'how many pieces sellers have',
  columns: [
    required('sku', text, "the variant's stock keeping unit"),
    required('seller', text, seller, 'sellerReference'),
    required('available', whole(0), 'pieces that can be sold'),
  ],
  together: [],
  send: sendStock,
};

/** Every kind of file that `souk import` reads. */
export const IMPORT_KINDS: readonly ImportKind[] = [sellers, products, offers, stock];
