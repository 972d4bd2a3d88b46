import { isId, type FieldError, type Id } from '@souk/kernel';
import { inventoryError } from '../errors.ts';

/** Pieces of one offer. */
export type StockLine = { readonly offerId: Id; readonly quantity: number };

/** Most pieces that one line may ask for, and most that an offer may hold. */
export const MAX_LINE_QUANTITY = 1_000_000;
export const MAX_LINES = 500;

/**
 * The lines as inventory works on them: one for each offer, sorted by offer. All reservers take offers in the same
 * order, so that two who want the last pieces of the same offers never both go away with nothing.
 * @throws DomainError `reservation-invalid` naming each wrong line.
 */
export function normaliseLines(lines: readonly StockLine[]): StockLine[] {
  const errors = lines.flatMap(lineErrors);
  if (lines.length === 0) errors.push(fault('/lines', 'min-items', 'At least one line is needed.'));
  if (lines.length > MAX_LINES) errors.push(fault('/lines', 'max-items', `At most ${MAX_LINES} lines.`));
  const byOffer = new Map<Id, number>();
  for (const { offerId, quantity } of lines) byOffer.set(offerId, (byOffer.get(offerId) ?? 0) + quantity);
  const merged = [...byOffer].map(([offerId, quantity]) => ({ offerId, quantity }));
  if (merged.some((line) => line.quantity > MAX_LINE_QUANTITY) && errors.length === 0) {
    errors.push(fault('/lines', 'maximum', `At most ${MAX_LINE_QUANTITY} pieces of one offer.`));
  }
  if (errors.length > 0) throw inventoryError('reservation-invalid', {}, errors);
  return merged.toSorted((a, b) => (a.offerId < b.offerId ? -1 : 1));
}

/** Whether two normalised lists say the same. */
export function sameLines(a: readonly StockLine[], b: readonly StockLine[]): boolean {
  return (
    a.length === b.length &&
    a.every((line, i) => line.offerId === b[i]?.offerId && line.quantity === b[i]?.quantity)
  );
}

function lineErrors({ offerId, quantity }: StockLine, index: number): FieldError[] {
  const errors: FieldError[] = [];
  if (!isId('offer', offerId)) errors.push(fault(`/lines/${index}/offerId`, 'id', 'Not the id of an offer.'));
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > MAX_LINE_QUANTITY) {
    errors.push(fault(`/lines/${index}/quantity`, 'range', `1 to ${MAX_LINE_QUANTITY} pieces.`));
  }
  return errors;
}

function fault(pointer: string, rule: string, message: string): FieldError {
  return { pointer, rule, message };
}
