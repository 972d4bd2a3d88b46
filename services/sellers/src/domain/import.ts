import type { FieldError, Id } from '@souk/kernel';
import { changeSeller, type Seller } from './seller.ts';

/** A seller as an import tells of it; `reference` is its name in the source. */
export type ImportRow = {
  readonly reference: string;
  readonly name: string;
  readonly postcode: string;
  readonly commissionBasisPoints?: number | undefined;
};

/** What becomes of one row. */
export type RowDecision =
  | { readonly outcome: 'created' | 'updated'; readonly seller: Seller; readonly before: Seller | null }
  | { readonly outcome: 'unchanged'; readonly seller: Seller }
  | { readonly outcome: 'refused'; readonly reference: string; readonly errors: readonly FieldError[] };

/**
 * Decides about the rows of one batch, in their order. A new seller is approved: somebody has vouched for the file. A
 * known one gets the row's data; its state, and a commission that the row leaves out, stay. The second row of one
 * reference is refused.
 */
export function decideImport(
  rows: readonly ImportRow[],
  known: ReadonlyMap<string, Seller>,
  options: {
    readonly defaultCommissionBasisPoints: number;
    readonly at: Date;
    readonly newSellerId: () => Id;
  },
): RowDecision[] {
  const seen = new Set<string>();
  return rows.map((row, index) => {
    if (seen.has(row.reference)) return duplicate(row, index);
    seen.add(row.reference);
    const seller = known.get(row.reference);
    return seller === undefined ? create(row, options) : update(row, seller, options.at);
  });
}

function create(
  row: ImportRow,
  options: {
    readonly defaultCommissionBasisPoints: number;
    readonly at: Date;
    readonly newSellerId: () => Id;
  },
): RowDecision {
  const { reference, name, postcode, commissionBasisPoints = options.defaultCommissionBasisPoints } = row;
  const seller: Seller = {
    sellerId: options.newSellerId(),
    name,
    postcode,
    state: 'approved',
    commissionBasisPoints,
    ownerId: null,
    reference,
    reason: null,
    version: 1,
    createdAt: options.at,
    updatedAt: options.at,
  };
  return { outcome: 'created', seller, before: null };
}

function update(row: ImportRow, before: Seller, at: Date): RowDecision {
  const { name, postcode, commissionBasisPoints } = row;
  const seller = changeSeller(before, { name, postcode, commissionBasisPoints, at });
  return seller === before ? { outcome: 'unchanged', seller } : { outcome: 'updated', seller, before };
}

function duplicate({ reference }: ImportRow, index: number): RowDecision {
  const error = {
    pointer: `/rows/${index}/reference`,
    rule: 'unique',
    message: 'An earlier row of this batch has the same reference.',
  };
  return { outcome: 'refused', reference, errors: [error] };
}
