import { ReservationState } from '@souk/contracts';
import { failWith } from '../../../domain/checkout-news.ts';
import { allAuthorised } from '../../../domain/checkout.ts';
import { sameUuid } from '../../../domain/same-uuid.ts';
import { nothingToUndo, type Step } from '../step.ts';
import { stockLines } from './reserve-stock.ts';

/**
 * Holds the stock as long as the money may take: a slip or a review has days. After 3-D Secure it makes sure that the
 * stock is still held, and takes it anew when it is not. Releasing is the undo of the first step.
 */
export const keepReservation: Step = {
  name: 'keep-reservation',
  run: async (orders, ctx, checkout) => {
    const { actionMs, paymentMs } = orders.config;
    const ms = allAuthorised(checkout.payments) ? actionMs : paymentMs;
    const heldUntil = new Date(orders.clock.now().getTime() + ms);
    const expiresAtMs = BigInt(heldUntil.getTime());
    const { reservationId } = checkout;
    const held = await orders.inventory.extendReservation(ctx, { reservationId, expiresAtMs });
    if (held.state === ReservationState.HELD) return { kind: 'done', patch: { heldUntil } };
    const anew = sameUuid('reservation', checkout.consignments[0]?.consignmentId ?? checkout.cartId);
    const taken = await orders.inventory.reserve(ctx, {
      reservationId: anew,
      lines: stockLines(checkout),
      expiresAtMs,
    });
    if (taken.state === ReservationState.HELD)
      return { kind: 'done', patch: { heldUntil, reservationId: anew } };
    return { kind: 'refused', failure: failWith('out-of-stock'), patch: {} };
  },
  undo: nothingToUndo,
};
