import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { isId, type Id } from '@souk/kernel';

/** What a genuine refresh token says. */
export type RefreshToken = { readonly sessionId: Id; readonly generation: number };

/**
 * The token of one generation of a session: `ses_….3.<mac>`. It is derived from the service's secret, not drawn, so
 * that the successor of a token whose reply was lost can be given again although only hashes are stored, and so that
 * a forged token is told from a reused one.
 */
export function refreshTokenOf(secret: Uint8Array, token: RefreshToken): string {
  const name = `${token.sessionId}.${token.generation}`;
  return `${name}.${createHmac('sha256', secret).update(`refresh-token:${name}`).digest('base64url')}`;
}

/** What the token says, or null when this service did not make it. */
export function readRefreshToken(secret: Uint8Array, text: string): RefreshToken | null {
  const [sessionId = '', position = '', ...rest] = text.split('.');
  if (rest.length !== 1 || !isId('session', sessionId) || !/^[1-9]\d{0,9}$/.test(position)) return null;
  const token = { sessionId, generation: Number(position) };
  const genuine = Buffer.from(refreshTokenOf(secret, token));
  const presented = Buffer.from(text);
  return genuine.length === presented.length && timingSafeEqual(genuine, presented) ? token : null;
}

/** The form in which a refresh token is stored. */
export function hashRefreshToken(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
