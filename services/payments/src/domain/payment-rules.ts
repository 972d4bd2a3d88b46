import type { FieldError } from '@souk/kernel';
import { paymentError } from '../errors.ts';
import type { PaymentOrder } from './payment.ts';

const MOST_INSTALMENTS = 24;

/**
 * What can be known of a payment before anybody is asked.
 * @throws DomainError `payment-amount`, `currency`, `payment-instalments`, `payment-token`, `card-number-refused`.
 */
export function requireSensible(order: PaymentOrder, currency: string): void {
  if (order.amount.currency !== currency) {
    throw paymentError('currency', {}, [field('/amount/currency', 'currency', `must be ${currency}`)]);
  }
  if (order.amount.amount <= 0n) {
    throw paymentError('payment-amount', {}, [
      field('/amount/amount', 'minimum', 'must be more than nothing'),
    ]);
  }
  const most = order.method === 'card' ? MOST_INSTALMENTS : 1;
  if (order.instalments < 1 || order.instalments > most) {
    throw paymentError('payment-instalments', {}, [field('/instalments', 'maximum', `must be 1 to ${most}`)]);
  }
  if (looksLikeCardNumber(order.token)) {
    throw paymentError('card-number-refused', {}, [
      field('/token', 'token', 'must be a token, no card number'),
    ]);
  }
  if (order.method !== 'slip' && order.token === '') {
    throw paymentError('payment-token', {}, [field('/token', 'required', 'must be a token of the provider')]);
  }
}

/** Whether the text holds 13 to 19 digits, perhaps with blanks or dashes, that pass the Luhn check. */
export function looksLikeCardNumber(text: string): boolean {
  const digits = text.replaceAll(/[\s-]/g, '');
  return /^\d{13,19}$/.test(digits) && passesLuhn(digits);
}

function passesLuhn(digits: string): boolean {
  const fromTheRight = Array.from(digits, Number).toReversed();
  const sum = fromTheRight.reduce((total, digit, index) => {
    const value = digit * (index % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

function field(pointer: string, rule: string, message: string): FieldError {
  return { pointer, rule, message };
}
