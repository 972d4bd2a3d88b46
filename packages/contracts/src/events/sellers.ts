import { z } from 'zod';
import { wireId } from '../wire.ts';

const seller = z.object({
  sellerId: wireId('seller'),
  name: z.string(),
  state: z.enum(['applied', 'approved', 'suspended', 'rejected']),
  commissionBasisPoints: z.int().min(0).max(10_000),
});

/** Told by sellers; subject: the seller. Each carries the seller as it is afterwards. */
export const sellerEvents = {
  SellerApplied: seller,
  SellerApproved: seller,
  SellerRejected: seller,
  SellerSuspended: seller,
  SellerChanged: seller,
} as const;
