import { isAccount, type RequestContext } from '@souk/platform/context';
import type { Orders } from '../../deps.ts';
import type { Cart } from '../../domain/cart.ts';
import type { Address } from '../../domain/order.ts';
import { settles, type Totals } from '../../domain/totals.ts';
import { orderError } from '../../errors.ts';
import { totalsToWire } from '../../wire-cart.ts';
import type { CheckOut } from './command.ts';

export type Delivery = { readonly address: Address; readonly email: string | null };

/** Where the order goes and whom to tell: as the request says, else as the cart does. */
export function requireDelivery(ctx: RequestContext, command: CheckOut, cart: Cart): Delivery {
  const address = command.address ?? cart.address;
  if (address === null) throw invalid('address-required', '/address', 'required');
  const email = command.email ?? cart.email;
  if (email === null && !isAccount(ctx.identity)) throw invalid('email-required', '/email', 'required');
  return { address, email };
}

/**
 * The payments fit the total that the buyer has seen, and that is still the total.
 * @throws DomainError of kind `invalid` naming the field, or `price-changed` with the new totals.
 */
export function requirePayable(orders: Pick<Orders, 'config'>, command: CheckOut, totals: Totals): void {
  const { currency, paymentTolerance } = orders.config;
  const { expectedTotal, payments } = command;
  if (expectedTotal.currency !== currency)
    throw invalid('currency-refused', '/expectedTotal/currency', 'currency');
  const foreign = payments.findIndex(({ amount }) => amount.currency !== currency);
  if (foreign !== -1) throw invalid('currency-refused', `/payments/${foreign}/amount/currency`, 'currency');
  if (payments.length > 1 && payments.some(({ method }) => method === 'slip'))
    throw invalid('slip-not-alone', '/payments', 'slip-alone');
  const sum = payments.reduce((total, { amount }) => total + amount.amount, 0n);
  if (!settles(sum, expectedTotal, paymentTolerance))
    throw invalid('payments-mismatch', '/payments', 'sum', { expected: String(expectedTotal.amount) });
  if (expectedTotal.amount !== totals.total.amount)
    throw orderError('price-changed', { totals: totalsToWire(totals) });
}

function invalid(
  code: Parameters<typeof orderError>[0],
  pointer: string,
  rule: string,
  details: Readonly<Record<string, unknown>> = {},
) {
  const { message } = orderError(code);
  return orderError(code, details, [{ pointer, rule, message }]);
}
