import { defineErrors } from '@souk/kernel';

/** What a bearer token may be refused for. */
export const authError = defineErrors({
  'token-invalid': { kind: 'unauthenticated', message: 'The access token is not valid.' },
  'token-expired': { kind: 'unauthenticated', message: 'The access token has expired.' },
});

export const AUTH_ERRORS = authError.table;
