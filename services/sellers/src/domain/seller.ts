import type { Id } from '@souk/kernel';
import { sellersError } from '../errors.ts';

export const SELLER_STATES = ['applied', 'approved', 'suspended', 'rejected'] as const;
export type SellerState = (typeof SELLER_STATES)[number];

/** Who sells, and on what terms. */
export type Seller = {
  readonly sellerId: Id;
  readonly name: string;
  /** Where its parcels start. */
  readonly postcode: string;
  readonly state: SellerState;
  /** The marketplace's share of the price, in ten-thousandths. */
  readonly commissionBasisPoints: number;
  /** The account that applied; null for an imported seller. */
  readonly ownerId: Id | null;
  /** The name under which an import knows it, or null. */
  readonly reference: string | null;
  /** Why it was rejected or suspended. */
  readonly reason: string | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

/** What an administrator does with a seller. */
export type SellerAction = 'approve' | 'reject' | 'suspend';

/** The one table of a seller's states: from where each action leads to where. */
const TRANSITIONS: Readonly<Record<SellerAction, Partial<Record<SellerState, SellerState>>>> = {
  approve: { applied: 'approved', suspended: 'approved' },
  reject: { applied: 'rejected' },
  suspend: { approved: 'suspended' },
};

/** What the deciding functions leave to the caller: when it happens. */
type At = { readonly at: Date };

/** An application; it sells nothing until it is approved. */
export function applyToSell(
  application: Pick<Seller, 'sellerId' | 'name' | 'postcode' | 'commissionBasisPoints'> & {
    readonly ownerId: Id;
  } & At,
): Seller {
  const { at, ...terms } = application;
  return {
    ...terms,
    state: 'applied',
    reference: null,
    reason: null,
    version: 1,
    createdAt: at,
    updatedAt: at,
  };
}

/**
 * Moves the seller on; an approval may set the commission, the others say why.
 * @throws DomainError `seller-state` when it is not in a state for that.
 */
export function moveSeller(
  seller: Seller,
  action: SellerAction,
  change: At & { readonly reason?: string; readonly commissionBasisPoints?: number | undefined },
): Seller {
  const state = TRANSITIONS[action][seller.state];
  if (state === undefined) throw sellersError('seller-state', { state: seller.state, action });
  const { commissionBasisPoints = seller.commissionBasisPoints, reason = null, at } = change;
  return { ...seller, state, commissionBasisPoints, reason, version: seller.version + 1, updatedAt: at };
}

/** What can be changed of a seller at any time. */
export type SellerChange = {
  readonly name?: string | undefined;
  readonly postcode?: string | undefined;
  readonly commissionBasisPoints?: number | undefined;
};

/** The changed seller; the same object when the change says nothing new. */
export function changeSeller(seller: Seller, change: SellerChange & At): Seller {
  const {
    name = seller.name,
    postcode = seller.postcode,
    commissionBasisPoints = seller.commissionBasisPoints,
  } = change;
  const same =
    name === seller.name &&
    postcode === seller.postcode &&
    commissionBasisPoints === seller.commissionBasisPoints;
  if (same) return seller;
  return {
    ...seller,
    name,
    postcode,
    commissionBasisPoints,
    version: seller.version + 1,
    updatedAt: change.at,
  };
}

/** Refuses a write that was decided on an older version. `seen` is null when the caller does not care. @throws `stale-version` */
export function requireVersion(seller: Seller, seen: string | null): void {
  if (seen === null || seen === String(seller.version)) return;
  throw sellersError('stale-version', { version: seller.version });
}
