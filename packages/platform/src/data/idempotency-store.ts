import { systemClock, type Clock } from '@souk/kernel';
import type { Database } from './database.ts';
import { idempotencyResults, KEPT_FOR_MS } from './idempotency-results.ts';
import { isDuplicateKey } from './mongo-errors.ts';
import { nativeCollection } from './native-collection.ts';

/** A reply as it is given again: `body` is the bytes' text, null for none. */
export type StoredReply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
};

export type Claimed =
  /** The caller runs the request now, and then completes or releases the claim; `fresh`: nobody has run it before. */
  | { readonly kind: 'run'; readonly fresh: boolean }
  /** It was answered before. */
  | { readonly kind: 'replay'; readonly reply: StoredReply }
  /** Another request with the same key is at it. */
  | { readonly kind: 'running' }
  /** The key was used for another body. */
  | { readonly kind: 'other-body' };

/** Claims on idempotency keys, kept 24 h in the database of the service that handles the request. */
export type IdempotencyStore = {
  /** `claimId` is a hash of caller, method, path and key; a claim whose lease has run out can be taken over. */
  claim(request: {
    readonly claimId: string;
    readonly bodyHash: string;
    readonly leaseMs: number;
  }): Promise<Claimed>;
  /** Stores the reply for retries. The first of two runs that outlived their lease wins: their effects are shared. */
  complete(claimId: string, reply: StoredReply): Promise<void>;
  /** Lets a retry run at once; for replies that are not replayed. With no effect stored, the key is free for any body. */
  release(claimId: string): Promise<void>;
};

type ClaimDocument = {
  readonly _id: string;
  readonly bodyHash: string;
  readonly leaseUntil: Date;
  readonly reply: StoredReply | null;
  readonly expiresAt: Date;
};

/** The claims of one service. `clock` is machine time. */
export function createIdempotencyStore(db: Database, clock: Clock = systemClock): IdempotencyStore {
  const claims = nativeCollection<ClaimDocument>(db, 'idempotency');
  const results = idempotencyResults(db);

  return {
    claim: async ({ claimId, bodyHash, leaseMs }) => {
      const now = clock.now();
      const leaseUntil = new Date(now.getTime() + leaseMs);
      const expiresAt = new Date(now.getTime() + KEPT_FOR_MS);
      try {
        await claims.insertOne({ _id: claimId, bodyHash, leaseUntil, reply: null, expiresAt });
        return { kind: 'run', fresh: true };
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
      const held = await claims.findOne({ _id: claimId });
      // It was released or ran out between the two: the other request is the one to say what becomes of the key.
      if (held === null) return { kind: 'running' };
      if (held.bodyHash !== bodyHash) return { kind: 'other-body' };
      if (held.reply !== null) return { kind: 'replay', reply: held.reply };
      if (held.leaseUntil > now) return { kind: 'running' };
      const taken = await claims.updateOne(
        { _id: claimId, reply: null, leaseUntil: held.leaseUntil },
        { $set: { leaseUntil, expiresAt } },
      );
      return taken.matchedCount === 1 ? { kind: 'run', fresh: false } : { kind: 'running' };
    },
    complete: async (claimId, reply) => {
      await claims.updateOne({ _id: claimId, reply: null }, { $set: { reply } });
    },
    release: async (claimId) => {
      // ';' follows ':' in ASCII, so that the range holds the stored results of this claim.
      const effect = await results.findOne({ _id: { $gte: `${claimId}:`, $lt: `${claimId};` } });
      if (effect === null) await claims.deleteOne({ _id: claimId, reply: null });
      else await claims.updateOne({ _id: claimId, reply: null }, { $set: { leaseUntil: new Date(0) } });
    },
  };
}
