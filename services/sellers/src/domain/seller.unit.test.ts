import { describe, expect, it } from '@jest/globals';
import {
  applyToSell,
  changeSeller,
  moveSeller,
  requireVersion,
  SELLER_STATES,
  type SellerAction,
  type SellerState,
} from './seller.ts';

const at = new Date('2026-03-01T12:00:00Z');
const later = new Date('2026-03-02T12:00:00Z');
const application = {
  sellerId: 'sel_1',
  name: 'Casa Verde',
  postcode: '13023',
  commissionBasisPoints: 1_000,
  ownerId: 'acc_1',
  at,
};
const applied = applyToSell(application);
const inState = (state: SellerState) => ({ ...applied, state });

describe('an application', () => {
  it('waits for a decision', () => {
    expect(applied).toMatchObject({ state: 'applied', ownerId: 'acc_1', version: 1, createdAt: at });
  });
});

describe("a seller's state", () => {
  const allowed: Record<SellerAction, Partial<Record<SellerState, SellerState>>> = {
    approve: { applied: 'approved', suspended: 'approved' },
    reject: { applied: 'rejected' },
    suspend: { approved: 'suspended' },
  };
  const cases = (['approve', 'reject', 'suspend'] as const).flatMap((action) =>
    SELLER_STATES.map((state) => [action, state, allowed[action][state]] as const),
  );

  it.each(cases)('on %s from %s becomes %s', (action, state, expected) => {
    const move = () => moveSeller(inState(state), action, { at: later, reason: 'because' });
    if (expected === undefined) {
      expect(move).toThrow(expect.objectContaining({ code: 'seller-state', details: { state, action } }));
    } else {
      expect(move()).toMatchObject({ state: expected, version: 2, updatedAt: later, reason: 'because' });
    }
  });

  it('is approved with the commission agreed on, else the one it had', () => {
    expect(
      moveSeller(applied, 'approve', { at: later, commissionBasisPoints: 850 }).commissionBasisPoints,
    ).toBe(850);
    expect(moveSeller(applied, 'approve', { at: later }).commissionBasisPoints).toBe(1_000);
  });

  it('forgets why it was suspended when it is approved again', () => {
    const suspended = moveSeller(inState('approved'), 'suspend', { at: later, reason: 'late parcels' });
    expect(moveSeller(suspended, 'approve', { at: later }).reason).toBeNull();
  });
});

describe('a change', () => {
  it('makes a new version with what it names', () => {
    const changed = changeSeller(applied, { postcode: '01000', at: later });
    expect(changed).toEqual({ ...applied, postcode: '01000', version: 2, updatedAt: later });
  });

  it('that says nothing new leaves the seller as it is', () => {
    expect(changeSeller(applied, { name: 'Casa Verde', commissionBasisPoints: 1_000, at: later })).toBe(
      applied,
    );
  });

  it('is refused when it was decided on another version', () => {
    expect(() => requireVersion(applied, '2')).toThrow(expect.objectContaining({ code: 'stale-version' }));
    for (const seen of ['1', null]) expect(() => requireVersion(applied, seen)).not.toThrow();
  });
});
