import { describe, expect, it } from '@jest/globals';
import { assignSeller, normaliseEmail, revokeSeller, type Powers } from './account.ts';
import { requireUsablePassword } from './password-rules.ts';

const customer: Powers = { roles: ['customer'], sellerId: null };
const staff: Powers = { roles: ['customer', 'seller'], sellerId: 'sel_1' };

describe('acting for a seller', () => {
  it('is added to what the account could do before', () => {
    expect(assignSeller(customer, 'sel_1')).toEqual(staff);
  });

  it('a second time changes nothing', () => {
    expect(assignSeller(staff, 'sel_1')).toBeNull();
  });

  it('is refused for a second seller', () => {
    expect(() => assignSeller(staff, 'sel_2')).toThrow(expect.objectContaining({ code: 'seller-assigned' }));
  });

  it('is taken away with the role, once, and only by that seller', () => {
    expect(revokeSeller(staff, 'sel_1')).toEqual(customer);
    expect(revokeSeller(customer, 'sel_1')).toBeNull();
    expect(revokeSeller(staff, 'sel_2')).toBeNull();
  });
});

describe('an e-mail address', () => {
  it('is the same in capitals, in full-width letters and with blanks around it', () => {
    expect(normaliseEmail('  Ana@Example.COM ')).toBe('ana@example.com');
    expect(normaliseEmail('ａna@example.com')).toBe('ana@example.com');
  });
});

describe('a password', () => {
  const refusal = (password: string) => {
    try {
      requireUsablePassword(password);
      return null;
    } catch (error) {
      return error;
    }
  };

  it('may have up to 72 bytes in UTF-8, whatever the characters', () => {
    expect(refusal('x'.repeat(72))).toBeNull();
    expect(refusal('é'.repeat(36))).toBeNull();
    for (const tooLong of ['x'.repeat(73), 'é'.repeat(37), '語'.repeat(25), '🐘'.repeat(19)]) {
      expect(refusal(tooLong)).toMatchObject({
        code: 'password-unusable',
        errors: [{ pointer: '/password', rule: 'max-bytes' }],
      });
    }
  });

  it('must not hold a NUL, at which bcrypt implementations differ', () => {
    expect(refusal('before\0after')).toMatchObject({ errors: [{ rule: 'no-nul' }] });
  });
});
