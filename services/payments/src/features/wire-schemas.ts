import { wireId } from '@souk/contracts';
import { z } from 'zod';

/** A sum over many payments: it may exceed what one payment may be. */
export const wireTotal = z
  .strictObject({ amount: z.int(), currency: z.string().regex(/^[A-Z]{3}$/) })
  .meta({ id: 'Total', description: 'A sum in integer minor units of an ISO 4217 currency.' });

/** Minor units of a sum as JSON. */
export function totalToWire(amount: bigint, currency: string): z.infer<typeof wireTotal> {
  return { amount: Number(amount), currency };
}

export const sellerParams = z.strictObject({ sellerId: wireId('seller') });
