import { createHmac, timingSafeEqual } from 'node:crypto';

/** The header that carries the signature: `t=<seconds since the epoch>,v1=<hex HMAC-SHA256>`. */
export const SIGNATURE_HEADER = 'sandbox-signature';

/** Signs a webhook: HMAC-SHA256 over `<timestamp>.<raw body>`. */
export function signWebhook(secret: string, body: Uint8Array, now: Date): string {
  const timestamp = Math.floor(now.getTime() / 1000);
  return `t=${timestamp},v1=${digest(secret, timestamp, body).toString('hex')}`;
}

/**
 * Whether the header signs exactly these bytes, not longer ago (or further ahead) than the tolerance. Signatures are
 * compared in constant time; several `v1` are allowed while a secret is being changed.
 */
export function isSignedWebhook(
  header: string | undefined,
  body: Uint8Array,
  terms: { readonly secret: string; readonly now: Date; readonly toleranceSeconds: number },
): boolean {
  const parts = (header ?? '').split(',', 10).map((part) => part.trim().split('=', 2));
  const timestamp = parts.find(([name]) => name === 't')?.[1] ?? '';
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  const age = Math.abs(terms.now.getTime() / 1000 - Number(timestamp));
  if (age > terms.toleranceSeconds) return false;
  const expected = digest(terms.secret, Number(timestamp), body);
  return parts
    .filter(([name, value]) => name === 'v1' && /^[0-9a-f]{64}$/.test(value ?? ''))
    .some(([, value]) => timingSafeEqual(Buffer.from(value ?? '', 'hex'), expected));
}

function digest(secret: string, timestamp: number, body: Uint8Array): Buffer {
  return createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest();
}
