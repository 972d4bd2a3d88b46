import { defineErrors } from '@souk/kernel';

/** Every refusal of the sellers service. */
export const sellersError = defineErrors({
  'seller-not-found': { kind: 'not-found', message: 'There is no such seller.' },
  'seller-state': { kind: 'conflict', message: "The seller's state does not allow this." },
  'already-selling': {
    kind: 'conflict',
    message: 'This account already acts for a seller, or has applied to.',
  },
  'commission-by-admin': { kind: 'forbidden', message: 'Only an administrator sets the commission.' },
  'owner-required': { kind: 'forbidden', message: 'Only the owner of the seller may do this.' },
  'stale-version': { kind: 'stale', message: 'The seller has changed since the version in If-Match.' },
  'staff-not-found': { kind: 'not-found', message: 'There is no such member of staff.' },
  'email-taken': { kind: 'conflict', message: 'There is already an account with this e-mail address.' },
  'password-unusable': { kind: 'invalid', message: 'This password can not be used.' },
  'import-collision': {
    kind: 'conflict',
    message: 'Another import of the same sellers was faster; send it again.',
  },
});
