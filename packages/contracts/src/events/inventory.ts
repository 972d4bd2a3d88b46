import { z } from 'zod';
import { wireId } from '../wire.ts';

/** Told by inventory; subject: the offer, or the reservation. */
export const inventoryEvents = {
  OfferSoldOut: z.object({ offerId: wireId('offer') }),
  OfferRestocked: z.object({ offerId: wireId('offer'), available: z.int().min(1) }),
  ReservationExpired: z.object({ reservationId: wireId('reservation') }),
} as const;
