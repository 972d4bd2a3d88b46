import { wireId, wireTime } from '@souk/contracts';
import { z } from 'zod';
import { SELLER_STATES, type Seller } from './domain/seller.ts';
import type { StaffMember } from './domain/staff.ts';

/** A name as people see it: no control characters, not blank. */
export const nameField = z
  .string()
  .min(1)
  .max(120)
  .regex(/^[^\p{Cc}]*[^\p{Cc}\s][^\p{Cc}]*$/u);
export const postcodeField = z
  .string()
  .max(16)
  .regex(/^[A-Za-z0-9](?:[A-Za-z0-9 -]*[A-Za-z0-9])?$/);
export const commissionField = z
  .int()
  .min(0)
  .max(10_000)
  .meta({ description: "Ten-thousandths of the price: the marketplace's share." });
export const referenceField = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[^\p{Cc}]+$/u);
export const reasonField = z.string().min(1).max(500);

export const sellerParams = z.strictObject({ sellerId: wireId('seller') });

export const sellerWire = z
  .strictObject({
    id: wireId('seller'),
    name: z.string(),
    state: z.enum(SELLER_STATES),
    createdAt: wireTime,
    version: z.int().optional(),
    postcode: z.string().optional(),
    commissionBasisPoints: z.int().optional(),
    ownerId: wireId('account').nullable().optional(),
    reference: z.string().nullable().optional(),
    reason: z.string().nullable().optional(),
    updatedAt: wireTime.optional(),
  })
  .meta({
    id: 'Seller',
    description:
      "Everybody sees id, name, state and createdAt; the rest is for the seller's own people and administrators.",
  });

export const staffWire = z
  .strictObject({
    id: wireId('staff'),
    sellerId: wireId('seller'),
    accountId: wireId('account'),
    email: z.string(),
    displayName: z.string(),
    createdAt: wireTime,
  })
  .meta({ id: 'StaffMember' });

/** What everybody may know of a seller. */
export function publicSellerToWire(seller: Seller): z.infer<typeof sellerWire> {
  const { sellerId, name, state, createdAt } = seller;
  return { id: sellerId, name, state, createdAt: createdAt.toISOString() };
}

/** What its own people and administrators know. */
export function sellerToWire(seller: Seller): z.infer<typeof sellerWire> {
  const { postcode, commissionBasisPoints, ownerId, reference, reason, version, updatedAt } = seller;
  return {
    ...publicSellerToWire(seller),
    postcode,
    commissionBasisPoints,
    ownerId,
    reference,
    reason,
    version,
    updatedAt: updatedAt.toISOString(),
  };
}

export function staffToWire(member: StaffMember): z.infer<typeof staffWire> {
  const { staffId, sellerId, accountId, email, displayName, createdAt } = member;
  return { id: staffId, sellerId, accountId, email, displayName, createdAt: createdAt.toISOString() };
}
