import { ReservationState } from '@souk/contracts';
import { failWith } from '../../../domain/checkout-news.ts';
import type { Checkout } from '../../../domain/checkout.ts';
import type { Step } from '../step.ts';

/** Holds the pieces of all lines, or of none. */
export const reserveStock: Step = {
  name: 'reserve-stock',
  run: async (orders, ctx, checkout) => {
    const { state, shortages } = await orders.inventory.reserve(ctx, {
      reservationId: checkout.reservationId,
      lines: stockLines(checkout),
      expiresAtMs: BigInt(checkout.heldUntil.getTime()),
    });
    if (state === ReservationState.HELD || state === ReservationState.SOLD)
      return { kind: 'done', patch: {} };
    const failure =
      state === ReservationState.OUT_OF_STOCK
        ? failWith('out-of-stock', {
            shortages: shortages.map(({ offerId, requested, available }) => ({
              offerId,
              requested,
              available,
            })),
          })
        : failWith('payment-expired');
    return { kind: 'refused', failure, patch: {}, leftNothing: true };
  },
  undo: async (orders, ctx, checkout) => {
    await orders.inventory.releaseReservation(ctx, { reservationId: checkout.reservationId });
    return { kind: 'done', patch: {} };
  },
};

/** What the checkout takes from stock: an offer stands on one line only. */
export function stockLines(checkout: Pick<Checkout, 'consignments'>) {
  return checkout.consignments.flatMap((consignment) =>
    consignment.lines.map(({ offerId, quantity }) => ({ offerId, quantity })),
  );
}
