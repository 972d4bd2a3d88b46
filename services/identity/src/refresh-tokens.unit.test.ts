import { describe, expect, it } from '@jest/globals';
import { newId } from '@souk/kernel';
import { hashRefreshToken, readRefreshToken, refreshTokenOf } from './refresh-tokens.ts';

const secret = new Uint8Array(32).fill(7);
const sessionId = newId('session');

describe('refresh tokens', () => {
  it('say their session and generation, always in the same words', () => {
    const text = refreshTokenOf(secret, { sessionId, generation: 3 });
    expect(readRefreshToken(secret, text)).toEqual({ sessionId, generation: 3 });
    expect(refreshTokenOf(secret, { sessionId, generation: 3 })).toBe(text);
    expect(hashRefreshToken(text)).not.toContain(text.slice(-20));
  });

  it('are refused when another service made them or a character was changed', () => {
    const text = refreshTokenOf(secret, { sessionId, generation: 3 });
    expect(readRefreshToken(new Uint8Array(32), text)).toBeNull();
    expect(readRefreshToken(secret, text.replace('.3.', '.4.'))).toBeNull();
    expect(readRefreshToken(secret, text.slice(0, -1))).toBeNull();
  });

  it.each([
    '',
    'x',
    '..',
    `${sessionId}.1`,
    `${sessionId}.1.a.b`,
    `${sessionId}.01.x`,
    '{"$gt":""}',
    '😀.1.x',
  ])('are refused in any other form: %s', (text) => {
    expect(readRefreshToken(secret, text)).toBeNull();
  });
});
