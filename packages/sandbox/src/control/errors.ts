import { defineErrors } from '@souk/kernel';

/** What the sandbox's control refuses. */
export const sandboxError = defineErrors({
  'payment-not-found': { kind: 'not-found', message: 'The provider knows no such payment.' },
  'payment-state': { kind: 'conflict', message: 'The payment waits for nothing of the kind.' },
  'unknown-outcome': { kind: 'invalid', message: 'There is no such outcome.' },
  currency: { kind: 'invalid', message: 'This shop trades in one currency, and this is another.' },
});
