import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import {
  customerScope,
  isAccount,
  remainingMs,
  requireInTime,
  sellerScope,
  systemContext,
  type Identity,
  type RequestContext,
} from './index.ts';

const log = pino({ level: 'silent' });

function contextFor(identity: Identity): RequestContext {
  return { ...systemContext('test', log), identity };
}

const seller: Identity = { kind: 'account', accountId: 'acc_1', roles: ['seller'], sellerId: 'sel_1' };
const customer: Identity = { kind: 'account', accountId: 'acc_2', roles: ['customer'], sellerId: null };

describe('scopes', () => {
  it('are those of the account that asks', () => {
    expect(sellerScope(contextFor(seller))).toEqual({ sellerId: 'sel_1' });
    expect(customerScope(contextFor(customer))).toEqual({ customerId: 'acc_2' });
    expect(isAccount(seller, 'seller')).toBe(true);
    expect(isAccount(seller, 'admin')).toBe(false);
    expect(isAccount({ kind: 'guest' })).toBe(false);
  });

  it('are refused to those who have none', () => {
    expect(() => sellerScope(contextFor(customer))).toThrow(
      expect.objectContaining({ code: 'seller-required' }),
    );
    expect(() => customerScope(contextFor({ kind: 'guest' }))).toThrow(
      expect.objectContaining({ code: 'sign-in-required' }),
    );
  });
});

describe('a deadline', () => {
  it('lets work go on before it and stops it after', () => {
    const inTime = systemContext('test', log, 10_000);
    expect(() => requireInTime(inTime)).not.toThrow();
    expect(remainingMs(inTime)).toBeGreaterThan(0);
    const late = { ...inTime, deadline: Date.now() - 1 };
    expect(remainingMs(late)).toBe(0);
    expect(() => requireInTime(late)).toThrow(
      expect.objectContaining({ code: 'deadline-exceeded', kind: 'timed-out' }),
    );
  });
});
