import { describe, expect, it } from '@jest/globals';
import { isSignedWebhook, signWebhook } from './signature.ts';

const secret = 'whsec_test';
const now = new Date('2026-01-01T00:00:00Z');
const terms = { secret, now, toleranceSeconds: 300 };
const body = new TextEncoder().encode('{"id":"evt_1"}');
const header = signWebhook(secret, body, now);

describe('a webhook’s signature', () => {
  it('holds for the very bytes, within the tolerance', () => {
    expect(isSignedWebhook(header, body, terms)).toBe(true);
    expect(isSignedWebhook(header, body, { ...terms, now: new Date('2026-01-01T00:05:00Z') })).toBe(true);
  });

  it.each([
    ['another body', header, new TextEncoder().encode('{"id":"evt_2"}'), terms],
    ['another secret', header, body, { ...terms, secret: 'other' }],
    ['too old', header, body, { ...terms, now: new Date('2026-01-01T00:05:01Z') }],
    ['from the future', header, body, { ...terms, now: new Date('2025-12-31T23:54:59Z') }],
    ['another timestamp', header.replace(/t=\d+/, 't=1767225601'), body, terms],
    ['no header', undefined, body, terms],
    ['no signature', 't=1767225600', body, terms],
    ['a broken signature', 't=1767225600,v1=zz', body, terms],
  ])('does not hold: %s', (_, signature, bytes, under) => {
    expect(isSignedWebhook(signature, bytes, under)).toBe(false);
  });

  it('may be one of several while a secret is changed', () => {
    const other = signWebhook('old', body, now).split(',')[1] ?? '';
    expect(isSignedWebhook(header.replace(',', `,${other},`), body, terms)).toBe(true);
  });
});
