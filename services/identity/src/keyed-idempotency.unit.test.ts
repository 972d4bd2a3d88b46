import { describe, expect, it } from '@jest/globals';
import type { IdempotencyStore } from '@souk/platform/data';
import { keyedIdempotency } from './keyed-idempotency.ts';

describe('the body hash of a claim', () => {
  it('is stable for one secret, and can not be told without it', async () => {
    const stored: string[] = [];
    const store: IdempotencyStore = {
      claim: ({ bodyHash }) => {
        stored.push(bodyHash);
        return Promise.resolve({ kind: 'run', fresh: true });
      },
      complete: () => Promise.resolve(),
      release: () => Promise.resolve(),
    };
    const claimWith = (byte: number) =>
      keyedIdempotency(store, new Uint8Array(32).fill(byte)).claim({
        claimId: 'c',
        bodyHash: 'h',
        leaseMs: 1,
      });
    await claimWith(1);
    await claimWith(1);
    await claimWith(2);
    expect(stored[0]).toBe(stored[1]);
    expect(new Set([...stored, 'h']).size).toBe(3);
  });
});
