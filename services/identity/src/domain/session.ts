import type { Id } from '@souk/kernel';

/** How long after its use a refresh token still gives the same successor: a reply may have been lost on the way. */
export const REUSE_GRACE_MS = 30_000;

/** A log-in and the family of refresh tokens that grew from it. Tokens appear only as hashes. Machine time. */
export type Session = {
  readonly sessionId: Id;
  readonly accountId: Id;
  /** Position of the current token in its family, from 1. */
  readonly generation: number;
  readonly tokenHash: string;
  /** The token that the current one has replaced. */
  readonly previousHash: string | null;
  readonly rotatedAt: Date | null;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
};

/** What a genuine refresh token, found by its hash, gets. */
export type RefreshVerdict =
  /** It is the current one: replace it. */
  | { readonly kind: 'rotate' }
  /** It was replaced a moment ago: answer with the token that replaced it. */
  | { readonly kind: 'repeat' }
  /** It was replaced long ago, so that two parties hold the family's tokens: end the family. */
  | { readonly kind: 'reused' }
  | { readonly kind: 'ended' };

/**
 * Decides about a refresh token of this session. The token must have been proven genuine (made by this service)
 * before: a forged one must not end anybody's session.
 */
export function judgeRefresh(session: Session, presentedHash: string, now: Date): RefreshVerdict {
  if (session.revokedAt !== null || session.expiresAt <= now) return { kind: 'ended' };
  if (presentedHash === session.tokenHash) return { kind: 'rotate' };
  const isPrevious = presentedHash === session.previousHash && session.rotatedAt !== null;
  if (isPrevious && now.getTime() - session.rotatedAt.getTime() <= REUSE_GRACE_MS) return { kind: 'repeat' };
  return { kind: 'reused' };
}
