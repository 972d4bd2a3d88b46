import type { Id } from '@souk/kernel';
import { identityError } from '../errors.ts';

/** What an account may be. */
export const ACCOUNT_ROLES = ['customer', 'seller', 'admin', 'carrier'] as const;
export type AccountRole = (typeof ACCOUNT_ROLES)[number];

/** The roles that an administrator gives to people and machines of the marketplace itself. */
export const STAFF_ROLES = ['admin', 'carrier'] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];

/** Somebody who can log in. The password's hash stays in `data/`. */
export type Account = {
  readonly accountId: Id;
  readonly email: string;
  readonly displayName: string;
  readonly roles: readonly AccountRole[];
  /** The seller for whom the account acts, or null. */
  readonly sellerId: Id | null;
  readonly createdAt: Date;
};

/** What of an account decides for whom it may act. */
export type Powers = Pick<Account, 'roles' | 'sellerId'>;

/**
 * Lets the account act for the seller; null when it already does.
 * @throws DomainError `seller-assigned` when it acts for another one.
 */
export function assignSeller(account: Powers, sellerId: Id): Powers | null {
  if (account.sellerId === sellerId && account.roles.includes('seller')) return null;
  if (account.sellerId !== null && account.sellerId !== sellerId) throw identityError('seller-assigned');
  const roles = account.roles.includes('seller') ? account.roles : [...account.roles, 'seller' as const];
  return { roles, sellerId };
}

/** Takes the seller away from the account; null when it does not act for this seller (any more). */
export function revokeSeller(account: Powers, sellerId: Id): Powers | null {
  if (account.sellerId !== sellerId) return null;
  return { roles: account.roles.filter((role) => role !== 'seller'), sellerId: null };
}

/** The form under which an e-mail address is stored and looked up: one person, one account, however it is typed. */
export function normaliseEmail(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}
