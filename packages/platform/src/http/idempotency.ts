import { createCipheriv, createDecipheriv, hash, randomBytes } from 'node:crypto';
import { isDomainError, type ErrorKind } from '@souk/kernel';
import type { Identity, RequestContext } from '../context/index.ts';
import type { IdempotencyStore, StoredReply } from '../data/index.ts';
import type { Answer } from './answer.ts';
import { httpError } from './errors.ts';

/** What a request began before its deadline has ended by then: so long after it, the claim of a process that died is free. */
const ENDED_AFTER_MS = 10_000;

/** Refusals of the domain, which a retry gets again. What is missing here (400, 401, 429, 5xx) is tried again. */
const REPLAYED_KINDS: ReadonlySet<ErrorKind> = new Set([
  'forbidden',
  'not-found',
  'conflict',
  'stale',
  'invalid',
]);

/** Names a request across its retries: who, what, and the caller's key. */
export type RequestName = {
  readonly claimId: string;
  /** Seals the stored reply, which may hold tokens: known to the caller, not derivable from what is stored. */
  readonly sealKey: Buffer;
};

export function nameRequest(request: {
  readonly identity: Identity;
  readonly cartToken: string | null;
  readonly address: string;
  readonly method: string;
  readonly path: string;
  readonly key: string;
}): RequestName {
  const caller = callerOf(request.identity, request.cartToken, request.address);
  const name = JSON.stringify([caller, request.method, request.path, request.key]);
  return { claimId: hash('sha256', name, 'base64url'), sealKey: hash('sha256', `seal:${name}`, 'buffer') };
}

/** Without account and cart token only the address tells two guests apart who chose the same key. */
function callerOf(identity: Identity, cartToken: string | null, address: string): string {
  if (identity.kind === 'account') return `account:${identity.accountId}`;
  if (cartToken !== null) return `cart:${cartToken}`;
  return `address:${address}`;
}

/**
 * Runs a keyed request once. A retry with the same body gets the stored answer; while the first is running, 409; with
 * another body, 422. The claim is given back when the answer is not one to be replayed.
 * @param run does the work and returns its answer.
 * @param refuse turns a refusal into the answer that is stored.
 */
export async function runOnce(
  store: IdempotencyStore,
  name: RequestName,
  request: { readonly bodyHash: string; readonly ctx: RequestContext },
  run: () => Promise<Answer>,
  refuse: (error: unknown) => Answer,
): Promise<Answer> {
  const { claimId, sealKey } = name;
  const leaseMs = Math.max(0, request.ctx.deadline - Date.now()) + ENDED_AFTER_MS;
  const claimed = await store.claim({ claimId, bodyHash: request.bodyHash, leaseMs });
  switch (claimed.kind) {
    case 'replay':
      return replay(claimed.reply, sealKey);
    case 'running':
      throw httpError('idempotency-running');
    case 'other-body':
      throw httpError('idempotency-mismatch', {}, [
        {
          pointer: '/headers/idempotency-key',
          rule: 'reused',
          message: 'Use a new key for another request.',
        },
      ]);
    case 'run':
      if (request.ctx.idempotency !== null) request.ctx.idempotency.fresh = claimed.fresh;
      break;
  }
  let answer: Answer;
  try {
    answer = await run();
  } catch (error) {
    if (!isDomainError(error) || !REPLAYED_KINDS.has(error.kind)) {
      await settle(request.ctx, store.release(claimId));
      throw error;
    }
    answer = refuse(error);
  }
  await settle(request.ctx, store.complete(claimId, seal(answer, sealKey)));
  return answer;
}

/** The effect is durable under the claim already: when this write fails, a retry after the lease finds it. */
async function settle(ctx: RequestContext, writing: Promise<void>): Promise<void> {
  try {
    await writing;
  } catch (error) {
    ctx.log.warn({ err: error }, 'could not settle an idempotency claim; its lease will run out');
  }
}

function seal({ status, headers, body }: Answer, key: Buffer): StoredReply {
  if (body === null) return { status, headers, body };
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const sealed = Buffer.concat([cipher.update(Buffer.from(body)), cipher.final()]);
  return { status, headers, body: Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64') };
}

function replay(stored: StoredReply, key: Buffer): Answer {
  const headers = { ...stored.headers, 'Idempotency-Replayed': 'true' };
  if (stored.body === null) return { ...stored, headers };
  const bytes = Buffer.from(stored.body, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(12, 28));
  const body = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
  return { ...stored, headers, body };
}
