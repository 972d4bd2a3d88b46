import type { Id } from '@souk/kernel';
import { Schema } from 'mongoose';
import { STAFF_STATES, type StaffState } from '../domain/staff.ts';

export type StaffDocument = {
  _id: Id;
  sellerId: Id;
  accountId: Id;
  email: string;
  displayName: string;
  state: StaffState;
  /** Machine time of the last step while a change is under way; absent when none is. */
  underWaySince?: Date;
  createdAt: Date;
  updatedAt: Date;
};

export function staffSchema(): Schema<StaffDocument> {
  const schema = new Schema<StaffDocument>({
    _id: { type: String, required: true },
    sellerId: { type: String, required: true },
    accountId: { type: String, required: true },
    email: { type: String, required: true },
    displayName: { type: String, required: true },
    state: { type: String, enum: STAFF_STATES, required: true },
    underWaySince: { type: Date },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  });
  schema.index({ sellerId: 1, state: 1, _id: 1 });
  schema.index({ underWaySince: 1 }, { partialFilterExpression: { underWaySince: { $exists: true } } });
  return schema;
}
