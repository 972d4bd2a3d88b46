import type { Id } from '@souk/kernel';
import type { AdminScope, SellerScope } from '@souk/platform/context';
import type { StaffMember, StaffState } from '../domain/staff.ts';
import type { StaffDocument } from './staff-schema.ts';
import type { Stores, Transaction } from './stores.ts';

/** Stores somebody who is joining; `at` is machine time. */
export async function insertStaff(
  { staff }: Stores,
  transaction: Transaction,
  member: StaffMember,
  at: Date,
): Promise<void> {
  const { staffId, ...rest } = member;
  const document = { ...rest, _id: staffId, underWaySince: at, updatedAt: member.createdAt };
  await staff.create([document], { session: transaction });
}

/** The member of staff of this seller, in whatever state. */
export async function findStaff(
  { staff }: Stores,
  scope: SellerScope,
  staffId: Id,
  transaction: Transaction = null,
): Promise<StaffMember | null> {
  const found = await staff
    .findOne({ _id: staffId, sellerId: scope.sellerId })
    .session(transaction)
    .lean<StaffDocument>();
  return found === null ? null : memberOf(found);
}

/** The seller's active staff in the order of their joining, `after` a given one. */
export async function listStaff(
  { staff }: Stores,
  scope: SellerScope,
  range: { readonly after: Id | null; readonly limit: number },
): Promise<readonly StaffMember[]> {
  const found = await staff
    .find({
      sellerId: scope.sellerId,
      state: 'active',
      ...(range.after === null ? {} : { _id: { $gt: range.after } }),
    })
    .sort({ _id: 1 })
    .limit(range.limit)
    .lean<StaffDocument[]>();
  return found.map(memberOf);
}

/** Those whose change began before the moment (machine time) and has not ended. */
export async function findStaffUnderWay(
  { staff }: Stores,
  _scope: AdminScope,
  before: Date,
  limit: number,
): Promise<readonly StaffMember[]> {
  const found = await staff
    .find({ underWaySince: { $lt: before } })
    .sort({ underWaySince: 1 })
    .limit(limit)
    .lean<StaffDocument[]>();
  return found.map(memberOf);
}

/**
 * Moves a member of staff on; `underWaySince` (machine time) says that the change is not done with that. False when the
 * member is in none of the states `from`.
 */
export async function moveStaff(
  { staff }: Stores,
  transaction: Transaction,
  staffId: Id,
  move: {
    readonly from: readonly StaffState[];
    readonly to: StaffState;
    readonly at: Date;
    readonly underWaySince?: Date;
  },
): Promise<boolean> {
  const { from, to, at, underWaySince } = move;
  const progress =
    underWaySince === undefined
      ? { $set: { state: to, updatedAt: at }, $unset: { underWaySince: 1 as const } }
      : { $set: { state: to, updatedAt: at, underWaySince } };
  const moved = await staff
    .updateOne({ _id: staffId, state: { $in: [...from] } }, progress)
    .session(transaction);
  return moved.matchedCount === 1;
}

function memberOf(document: StaffDocument): StaffMember {
  const { _id, sellerId, accountId, email, displayName, state, createdAt } = document;
  return { staffId: _id, sellerId, accountId, email, displayName, state, createdAt };
}
