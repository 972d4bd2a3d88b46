import type { Id, Money } from '@souk/kernel';
import type { Address, PaymentMethod } from '../../domain/order.ts';

/** One way to pay for a part of the total. */
export type PaymentOffer = {
  readonly method: PaymentMethod;
  readonly amount: Money;
  readonly token: string;
  readonly instalments: number;
};

/** What a buyer asks for: this cart, at this total, to this address, paid like this. */
export type CheckOut = {
  readonly cartId: Id;
  readonly expectedTotal: Money;
  readonly email: string | null;
  readonly address: Address | null;
  readonly payments: readonly PaymentOffer[];
};
