import { describe, expect, it } from '@jest/globals';
import type { IdempotencyStore, StoredReply } from '@souk/platform/data';
import { sealedIdempotency } from './sealed-idempotency.ts';

const secret = new Uint8Array(32).fill(1);
const reply: StoredReply = { status: 201, headers: { Location: '/x' }, body: '{"refreshToken":"ses_1.1.é"}' };

function recordingStore() {
  const replies = new Map<string, StoredReply>();
  const bodyHashes: string[] = [];
  const store: IdempotencyStore = {
    claim: ({ claimId, bodyHash }) => {
      bodyHashes.push(bodyHash);
      const stored = replies.get(claimId);
      return Promise.resolve(stored === undefined ? { kind: 'run' } : { kind: 'replay', reply: stored });
    },
    complete: (claimId, stored) => {
      replies.set(claimId, stored);
      return Promise.resolve();
    },
    release: () => Promise.resolve(),
  };
  return { store, replies, bodyHashes };
}
const claimOf = (claimId: string) => ({ claimId, bodyHash: 'hash', leaseMs: 1 });

describe('stored replies of identity', () => {
  it('come back as they were, and stand in the database unreadable', async () => {
    const { store, replies, bodyHashes } = recordingStore();
    const sealed = sealedIdempotency(store, secret);
    expect(await sealed.claim(claimOf('c1'))).toEqual({ kind: 'run' });
    await sealed.complete('c1', reply);
    expect(await sealed.claim(claimOf('c1'))).toEqual({ kind: 'replay', reply });
    expect(JSON.stringify([...replies.values()])).not.toContain('ses_1');
    expect(new Set(bodyHashes).size).toBe(1);
    expect(bodyHashes).not.toContain('hash');
  });

  it('can not be moved to another claim or read with another secret', async () => {
    const { store, replies } = recordingStore();
    const sealed = sealedIdempotency(store, secret);
    await sealed.complete('c1', reply);
    replies.set('c2', replies.get('c1') ?? reply);
    await expect(sealed.claim(claimOf('c2'))).rejects.toThrow();
    await expect(sealedIdempotency(store, new Uint8Array(32)).claim(claimOf('c1'))).rejects.toThrow();
  });

  it('without a body have nothing to hide', async () => {
    const { store } = recordingStore();
    const sealed = sealedIdempotency(store, secret);
    await sealed.complete('c1', { status: 204, headers: {}, body: null });
    expect(await sealed.claim(claimOf('c1'))).toMatchObject({
      kind: 'replay',
      reply: { status: 204, body: null },
    });
  });
});
