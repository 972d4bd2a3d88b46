import type { Code } from '@connectrpc/connect';
import type { ErrorKind } from '@souk/kernel';

/** Where a refusal travels beside its gRPC code, which alone could not tell two conflicts apart. */
export const REFUSAL_HEADER = 'x-souk-refusal';

/** The gRPC code of each kind of refusal, for callers that are not Souk's. Numbers, since the enum is loaded lazily. */
export const CODE_OF_KIND: Readonly<Record<ErrorKind, Code>> = {
  malformed: 3, // invalid argument
  invalid: 3,
  unsupported: 3,
  'too-large': 3,
  'timed-out': 4, // deadline exceeded
  'not-found': 5,
  forbidden: 7, // permission denied
  limited: 8, // resource exhausted
  conflict: 9, // failed precondition
  stale: 9,
  unavailable: 14,
  unauthenticated: 16,
};
