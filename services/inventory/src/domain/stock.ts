import { inventoryError } from '../errors.ts';

/** Most pieces of one offer. */
export const MAX_STOCK = 1_000_000_000;

/** A correction of the pieces on the shelf: by so many, or to so many. */
export type Correction = { readonly delta: number } | { readonly setTo: number };

/** Why a seller corrects the stock. */
export const ADJUSTMENT_REASONS = [
  'received',
  'counted',
  'damaged',
  'lost',
  'returned',
  'corrected',
] as const;
export type AdjustmentReason = (typeof ADJUSTMENT_REASONS)[number];

/**
 * Pieces available after the correction. Reserved and sold pieces are not touched.
 * @throws DomainError `stock-too-low` or `stock-too-high`.
 */
export function correctedStock(available: number, correction: Correction): number {
  const next = 'setTo' in correction ? correction.setTo : available + correction.delta;
  if (next < 0) throw inventoryError('stock-too-low', { available });
  if (next > MAX_STOCK) throw inventoryError('stock-too-high', { available });
  return next;
}

/** Which event a change of the pieces available calls for. */
export function stockEvent(before: number, after: number): 'OfferSoldOut' | 'OfferRestocked' | null {
  if (before > 0 && after === 0) return 'OfferSoldOut';
  if (before === 0 && after > 0) return 'OfferRestocked';
  return null;
}
