import { describe, expect, it } from '@jest/globals';
import { judgeRefresh, REUSE_GRACE_MS, type Session } from './session.ts';

const rotatedAt = new Date('2026-03-01T12:00:00Z');
const session: Session = {
  sessionId: 'ses_1',
  accountId: 'acc_1',
  generation: 2,
  tokenHash: 'second',
  previousHash: 'first',
  rotatedAt,
  expiresAt: new Date('2026-04-01T12:00:00Z'),
  revokedAt: null,
};
const after = (ms: number) => new Date(rotatedAt.getTime() + ms);

describe('a refresh token', () => {
  it('that is current is replaced', () => {
    expect(judgeRefresh(session, 'second', after(1))).toEqual({ kind: 'rotate' });
  });

  it('that was replaced up to 30 s ago gives its successor again', () => {
    expect(judgeRefresh(session, 'first', after(0))).toEqual({ kind: 'repeat' });
    expect(judgeRefresh(session, 'first', after(REUSE_GRACE_MS))).toEqual({ kind: 'repeat' });
  });

  it('that was replaced longer ago ends the family', () => {
    expect(judgeRefresh(session, 'first', after(REUSE_GRACE_MS + 1))).toEqual({ kind: 'reused' });
  });

  it('that was replaced twice ends the family at any time', () => {
    expect(judgeRefresh(session, 'an older one', after(1))).toEqual({ kind: 'reused' });
  });

  it('of an ended or expired session gets nothing', () => {
    expect(judgeRefresh({ ...session, revokedAt: after(1) }, 'second', after(2))).toEqual({ kind: 'ended' });
    expect(judgeRefresh(session, 'second', session.expiresAt)).toEqual({ kind: 'ended' });
  });
});
