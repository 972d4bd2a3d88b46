import type { AuthoriseRequest } from '@souk/contracts';
import { money } from '@souk/kernel';
import type { PaymentOrder } from '../../domain/payment.ts';
import { paymentError } from '../../errors.ts';
import { methodOfMessage } from '../payment-message.ts';

/** Reads the request. @throws DomainError `payment-method`, `payment-amount` when they are missing. */
export function orderOfRequest(request: AuthoriseRequest): PaymentOrder {
  const method = methodOfMessage(request.method);
  if (method === null) throw paymentError('payment-method');
  if (request.amount === undefined) throw paymentError('payment-amount');
  return {
    paymentId: request.paymentId,
    orderId: request.orderId,
    method,
    amount: money(request.amount.amount, request.amount.currency),
    token: request.token,
    instalments: request.instalments === 0 ? 1 : request.instalments,
    expiresAt: request.expiresAtMs === 0n ? null : new Date(Number(request.expiresAtMs)),
  };
}
