import { createHmac } from 'node:crypto';
import type { IdempotencyStore } from '@souk/platform/data';

/**
 * Idempotency claims whose body hashes are keyed: bodies sent to this service hold passwords, and from a plain hash, as
 * fast as it is, they could be guessed by who reads the database. (Replies and results the platform seals.)
 */
export function keyedIdempotency(store: IdempotencyStore, secret: Uint8Array): IdempotencyStore {
  return {
    ...store,
    claim: (request) => {
      const bodyHash = createHmac('sha256', secret).update(`body:${request.bodyHash}`).digest('base64url');
      return store.claim({ ...request, bodyHash });
    },
  };
}
