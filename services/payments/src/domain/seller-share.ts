import type { Id, Money } from '@souk/kernel';

/** What one seller gets for one consignment: items − commission + freight. */
export type SellerShare = {
  readonly sellerId: Id;
  readonly items: Money;
  readonly freight: Money;
  readonly commission: Money;
};
