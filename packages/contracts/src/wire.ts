import { ID_PREFIXES, isId, type IdKind } from '@souk/kernel';
import { z } from 'zod';

/** Money on the wire: integer minor units, |amount| ≤ 10¹², with its currency. */
export const wireMoney = z
  .strictObject({
    amount: z.int().min(-1_000_000_000_000).max(1_000_000_000_000),
    currency: z.string().regex(/^[A-Z]{3}$/),
  })
  .meta({ id: 'Money', description: 'Integer minor units of an ISO 4217 currency.' });

/** Money that is not negative: prices, freight, payments. */
export const wirePrice = z
  .strictObject({
    amount: z.int().min(0).max(1_000_000_000_000),
    currency: z.string().regex(/^[A-Z]{3}$/),
  })
  .meta({ id: 'Price', description: 'Money that is not negative.' });

/** An id of one kind: its prefix and a UUIDv7. */
export function wireId(kind: IdKind) {
  return z
    .string()
    .max(64)
    .refine((text) => isId(kind, text), { error: `must be an id of kind ${kind}`, params: { rule: 'id' } })
    .meta({ pattern: `^${ID_PREFIXES[kind]}_[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$` });
}

/** A moment as RFC 3339 in UTC. */
export const wireTime = z.iso.datetime();
