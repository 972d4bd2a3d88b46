import type { EventEnvelope } from '@souk/contracts';
import type { Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { newEvent } from '@souk/platform/events';
import type { Inventory } from '../../deps.ts';
import type { StockLine } from '../../domain/lines.ts';

/** Makes the event for an offer of which the last piece has gone. */
export function soldOut(inventory: Inventory, ctx: RequestContext, offerId: Id): EventEnvelope {
  const { clock, ids } = inventory;
  return newEvent(ctx, clock, ids, { type: 'OfferSoldOut', subject: offerId, data: { offerId } });
}

/** Makes the events for offers that had no piece left and get some. */
export function restocked(inventory: Inventory, ctx: RequestContext): (line: StockLine) => EventEnvelope {
  const { clock, ids } = inventory;
  return ({ offerId, quantity }) =>
    newEvent(ctx, clock, ids, {
      type: 'OfferRestocked',
      subject: offerId,
      data: { offerId, available: quantity },
    });
}
