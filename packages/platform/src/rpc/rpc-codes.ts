import type { Code } from '@connectrpc/connect';
import type { ErrorKind } from '@souk/kernel';

/** Where a refusal travels beside its gRPC code, which alone could not tell two conflicts apart. */
export const REFUSAL_HEADER = 'x-souk-refusal';

/** The gRPC code of each kind of refusal, for callers that are not Souk's; by name, since the library is loaded lazily. */
export const CODE_OF_KIND: Readonly<Record<ErrorKind, keyof typeof Code>> = {
  malformed: 'InvalidArgument',
  invalid: 'InvalidArgument',
  unsupported: 'InvalidArgument',
  'too-large': 'InvalidArgument',
  'timed-out': 'DeadlineExceeded',
  'not-found': 'NotFound',
  forbidden: 'PermissionDenied',
  limited: 'ResourceExhausted',
  conflict: 'FailedPrecondition',
  stale: 'FailedPrecondition',
  unavailable: 'Unavailable',
  unauthenticated: 'Unauthenticated',
};
