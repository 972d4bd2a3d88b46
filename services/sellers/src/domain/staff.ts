import type { Id } from '@souk/kernel';

/**
 * A change of staff goes through identity as well, so that it is under way (`joining`, `leaving`) before it is done.
 * The state is stored before each call; a job finishes what a crash has left behind.
 */
export const STAFF_STATES = ['joining', 'active', 'leaving', 'removed'] as const;
export type StaffState = (typeof STAFF_STATES)[number];

/** Somebody who logs in for a seller. */
export type StaffMember = {
  readonly staffId: Id;
  readonly sellerId: Id;
  readonly accountId: Id;
  readonly email: string;
  readonly displayName: string;
  readonly state: StaffState;
  readonly createdAt: Date;
};
