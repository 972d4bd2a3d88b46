import { defineErrors } from '@souk/kernel';

/** Every refusal of the identity service. */
export const identityError = defineErrors({
  'email-taken': { kind: 'conflict', message: 'There is already an account with this e-mail address.' },
  'credentials-wrong': { kind: 'unauthenticated', message: 'E-mail address or password is wrong.' },
  'refresh-token-invalid': {
    kind: 'unauthenticated',
    message: 'This refresh token is not valid, or no longer. Log in again.',
  },
  'refresh-token-reused': {
    kind: 'unauthenticated',
    message: 'This refresh token was used before; its session has been ended. Log in again.',
  },
  'session-unknown': { kind: 'not-found', message: 'This access token belongs to no session.' },
  'password-unusable': { kind: 'invalid', message: 'This password can not be used.' },
  'account-not-found': { kind: 'not-found', message: 'There is no such account.' },
  'seller-assigned': { kind: 'conflict', message: 'The account already acts for another seller.' },
  'account-id-taken': { kind: 'conflict', message: 'The account id belongs to another account.' },
});
