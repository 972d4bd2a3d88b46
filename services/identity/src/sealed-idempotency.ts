import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { IdempotencyStore, StoredReply } from '@souk/platform/data';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Keeps what this service stores for retries unreadable to who reads the database: replies hold tokens, and a plain
 * hash of a body that holds a password could be guessed fast. Replies are encrypted (AES-256-GCM, bound to their claim),
 * body hashes keyed.
 */
export function sealedIdempotency(store: IdempotencyStore, secret: Uint8Array): IdempotencyStore {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'souk identity: stored replies', 32));
  return {
    claim: async (request) => {
      const bodyHash = createHmac('sha256', key).update(`body:${request.bodyHash}`).digest('base64url');
      const claimed = await store.claim({ ...request, bodyHash });
      if (claimed.kind !== 'replay') return claimed;
      return { kind: 'replay', reply: unseal(key, request.claimId, claimed.reply) };
    },
    complete: (claimId, reply) => store.complete(claimId, seal(key, claimId, reply)),
    release: (claimId) => store.release(claimId),
  };
}

function seal(key: Buffer, claimId: string, reply: StoredReply): StoredReply {
  if (reply.body === null) return reply;
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(claimId));
  const text = Buffer.concat([cipher.update(reply.body, 'utf8'), cipher.final()]);
  return { ...reply, body: Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url') };
}

function unseal(key: Buffer, claimId: string, reply: StoredReply): StoredReply {
  if (reply.body === null) return reply;
  const sealed = Buffer.from(reply.body, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES))
    .setAAD(Buffer.from(claimId))
    .setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const text = Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  return { ...reply, body: text.toString('utf8') };
}
