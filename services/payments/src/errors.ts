import { defineErrors } from '@souk/kernel';

/** What payments refuses, one row for each code. */
export const paymentError = defineErrors({
  'payment-not-found': { kind: 'not-found', message: 'There is no such payment.' },
  'payment-state': { kind: 'conflict', message: 'The state of the payment does not allow this.' },
  'payment-mismatch': {
    kind: 'conflict',
    message: 'Another payment was already asked for under this id.',
  },
  'payment-amount': { kind: 'invalid', message: 'A payment is of more than nothing.' },
  'payment-method': { kind: 'invalid', message: 'A payment names its method.' },
  'payment-instalments': { kind: 'invalid', message: 'Only a card is paid in 1 to 24 instalments.' },
  'payment-token': {
    kind: 'invalid',
    message: 'A card, debit or voucher payment names a token of the provider.',
  },
  'card-number-refused': {
    kind: 'invalid',
    message: 'Card numbers are never accepted; send a token of the payment provider.',
  },
  currency: { kind: 'invalid', message: 'This shop trades in one currency, and this is another.' },
  'provider-unavailable': {
    kind: 'unavailable',
    message: 'The payment provider does not answer; what became of the payment will be found out.',
  },
  'provider-unknown': { kind: 'not-found', message: 'There is no such payment provider.' },
  'webhook-signature': { kind: 'unauthenticated', message: 'The signature of the webhook is not valid.' },
  'webhook-body': { kind: 'malformed', message: 'The body of the webhook can not be read.' },
  'settlement-mismatch': {
    kind: 'conflict',
    message: 'The shares of the sellers and the difference do not add up to the captured money.',
  },
  'refund-mismatch': {
    kind: 'conflict',
    message: 'The shares of the sellers and the rounding do not add up to the refund.',
  },
  'refund-exceeds-captured': { kind: 'conflict', message: 'More is to be refunded than was captured.' },
  'refund-not-found': { kind: 'not-found', message: 'There is no such refund.' },
  'refund-state': {
    kind: 'conflict',
    message: 'Only a refund that has failed can be tried again or settled.',
  },
  'refund-not-at-provider': {
    kind: 'conflict',
    message: 'The books of the provider do not show that the money of this refund has gone back.',
  },
  'ledger-unbalanced': { kind: 'conflict', message: 'The postings of a transaction must sum to zero.' },
  'seller-not-found': { kind: 'not-found', message: 'There is no such seller.' },
});
