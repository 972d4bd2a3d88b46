import { wireId } from '@souk/contracts';
import { moneyFromWire, type WireMoney } from '@souk/kernel';
import { z } from 'zod';
import type { RowOutcome } from '../../domain/import-plan.ts';
import type { Offer } from '../../domain/offer.ts';
import { catalogError } from '../../errors.ts';
import type { ImportedRow } from './import-products.ts';

/** The two ways to name a seller; a row uses one of them. */
export const sellerFields = {
  sellerId: wireId('seller').optional(),
  sellerReference: z.string().trim().min(1).max(100).optional(),
};

type NamedSeller = { readonly sellerId?: string | undefined; readonly sellerReference?: string | undefined };
type Priced = { readonly price?: WireMoney | undefined };

export function namesOneSeller(row: NamedSeller): boolean {
  return (row.sellerId === undefined) !== (row.sellerReference === undefined);
}

export const ONE_SELLER = {
  error: 'name the seller by sellerId or by sellerReference',
  path: ['sellerId'],
  params: { rule: 'one-seller' },
};

/** A price is some seller's, and a seller without a price offers nothing. */
export function namesOneSellerIfPriced(row: NamedSeller & Priced): boolean {
  if (row.price !== undefined) return namesOneSeller(row);
  return row.sellerId === undefined && row.sellerReference === undefined;
}

export const ONE_SELLER_IF_PRICED = {
  error: 'give a price and one seller (sellerId or sellerReference), or neither',
  path: ['price'],
  params: { rule: 'offer-whole' },
};

/** What became of a row. */
export const outcomeFields = {
  outcome: z.enum(['created', 'updated', 'unchanged', 'refused']),
  productId: wireId('product').nullable(),
  variantId: wireId('variant').nullable(),
  offerId: wireId('offer').nullable(),
  errors: z.array(z.strictObject({ pointer: z.string(), rule: z.string(), message: z.string() })),
};

export function outcomeAt(outcomes: readonly RowOutcome[], index: number) {
  const outcome = outcomes[index];
  if (outcome === undefined) throw new TypeError(`no outcome of row ${index}`);
  return { ...outcome, errors: [...outcome.errors] };
}

/** The offer that a row describes. */
export function offerOf(
  row: NamedSeller & { readonly price: WireMoney; readonly state?: Offer['state'] | undefined },
): NonNullable<ImportedRow['offer']> {
  const { sellerId, sellerReference = '' } = row;
  return {
    price: moneyFromWire(row.price),
    state: row.state ?? null,
    seller:
      sellerId === undefined
        ? { by: 'sellerReference', reference: sellerReference }
        : { by: 'sellerId', id: sellerId },
  };
}

/** @throws DomainError `currency-not-used` that points at each price in another currency than the deployment's. */
export function requireCurrency(rows: readonly Priced[], currency: string): void {
  const faults = rows.flatMap(({ price }, index) =>
    price === undefined || price.currency === currency
      ? []
      : [
          {
            pointer: `/rows/${index}/price/currency`,
            rule: 'currency',
            message: `Prices are in ${currency} here.`,
          },
        ],
  );
  if (faults.length > 0) throw catalogError('currency-not-used', { currency }, faults);
}
