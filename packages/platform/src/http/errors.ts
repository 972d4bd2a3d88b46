import { defineErrors, type ErrorKind, type ErrorTable } from '@souk/kernel';
import { AUTH_ERRORS } from '../auth/index.ts';

/** The one place where kinds of refusals become HTTP. */
export const STATUS_OF_KIND: Readonly<Record<ErrorKind, number>> = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  stale: 412,
  'too-large': 413,
  unsupported: 415,
  invalid: 422,
  limited: 429,
  unavailable: 503,
  'timed-out': 504,
};

/** What the edge itself refuses, before or instead of a handler. */
export const httpError = defineErrors({
  'malformed-json': { kind: 'malformed', message: 'The body is not valid JSON.' },
  'malformed-text': { kind: 'malformed', message: 'The request is not valid UTF-8 text.' },
  'malformed-url': { kind: 'malformed', message: 'The path or query is not valid percent-encoding.' },
  'forbidden-key': { kind: 'malformed', message: 'The request has a field that no request may have.' },
  'incomplete-body': { kind: 'malformed', message: 'The body ended before its announced length.' },
  'sign-in-required': { kind: 'unauthenticated', message: 'Sign in first.' },
  'cart-token-required': {
    kind: 'unauthenticated',
    message: 'Send the cart token (header Cart-Token) or sign in.',
  },
  'role-required': { kind: 'forbidden', message: 'This needs another role.' },
  'no-such-path': { kind: 'not-found', message: 'There is nothing under this path.' },
  'idempotency-running': {
    kind: 'conflict',
    message: 'The first request with this Idempotency-Key is still running.',
  },
  'body-too-large': { kind: 'too-large', message: 'The body is too large.' },
  'unsupported-media-type': { kind: 'unsupported', message: 'The body must be application/json in UTF-8.' },
  'invalid-request': { kind: 'invalid', message: 'The request breaks the rules listed in errors.' },
  'idempotency-mismatch': {
    kind: 'invalid',
    message: 'This Idempotency-Key was used before with another request.',
  },
  'rate-limited': { kind: 'limited', message: 'Too many requests; try again after the time in Retry-After.' },
  'deadline-exceeded': { kind: 'timed-out', message: 'The request took longer than its caller waits.' },
});

/** Codes that any operation may answer with. */
export const HTTP_ERRORS: ErrorTable = {
  ...httpError.table,
  ...AUTH_ERRORS,
  'cursor-mismatch': { kind: 'invalid', message: 'The cursor belongs to another list, filter or sort.' },
  'seller-required': { kind: 'forbidden', message: 'This request must be made by the staff of a seller.' },
  'money-out-of-range': { kind: 'invalid', message: 'The amount exceeds 10^12 minor units.' },
  overloaded: { kind: 'unavailable', message: 'Too much to do at the moment; try again shortly.' },
  unavailable: { kind: 'unavailable', message: 'A part of the service does not answer at the moment.' },
  'timed-out': { kind: 'timed-out', message: 'A part of the service did not answer in time.' },
};
