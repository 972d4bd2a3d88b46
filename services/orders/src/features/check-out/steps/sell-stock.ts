import { ReservationState } from '@souk/contracts';
import type { RequestContext } from '@souk/platform/context';
import type { Orders } from '../../../deps.ts';
import { allCaptured, type Checkout } from '../../../domain/checkout.ts';
import type { StockOutcome } from '../../../domain/commands.ts';
import { LAPSED } from '../../../domain/order.ts';
import { sameUuid } from '../../../domain/same-uuid.ts';
import { nothingToUndo, type Step } from '../step.ts';
import { stockLines } from './reserve-stock.ts';

/**
 * Turns the reservation into a sale, once all money is in. When it has ended meanwhile, it takes the pieces anew; when
 * there are none, the last step gives the money back. Nothing after it can fail, so there is nothing to undo.
 */
export const sellStock: Step = {
  name: 'sell-stock',
  run: async (orders, ctx, checkout) => ({
    kind: 'done',
    patch: { stock: await sell(orders, ctx, checkout) },
  }),
  undo: nothingToUndo,
};

async function sell(orders: Orders, ctx: RequestContext, checkout: Checkout): Promise<StockOutcome> {
  if (!allCaptured(checkout.payments)) return { kind: 'undecided' };
  // Called off for another reason than lapsing: the buyer does not want it any more.
  if (checkout.failure !== null && checkout.failure.code !== LAPSED) return { kind: 'gone' };
  if (await commit(orders, ctx, checkout.reservationId))
    return { kind: 'sold', reservationId: checkout.reservationId };
  const anew = sameUuid('reservation', checkout.consignments[0]?.lines[0]?.orderLineId ?? checkout.cartId);
  const { state } = await orders.inventory.reserve(ctx, {
    reservationId: anew,
    lines: stockLines(checkout),
    expiresAtMs: BigInt(orders.clock.now().getTime() + orders.config.actionMs),
  });
  const held = state === ReservationState.HELD || state === ReservationState.SOLD;
  if (held && (await commit(orders, ctx, anew))) return { kind: 'sold', reservationId: anew };
  return { kind: 'gone' };
}

async function commit(orders: Orders, ctx: RequestContext, reservationId: string): Promise<boolean> {
  const { state } = await orders.inventory.commitReservation(ctx, { reservationId });
  return state === ReservationState.SOLD;
}
