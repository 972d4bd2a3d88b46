import type { Id } from '@souk/kernel';
import { Schema } from 'mongoose';
import { ACCOUNT_ROLES, type AccountRole } from '../domain/account.ts';

export type AccountDocument = {
  _id: Id;
  email: string;
  displayName: string;
  passwordHash: string;
  roles: AccountRole[];
  sellerId: Id | null;
  createdAt: Date;
  updatedAt: Date;
};

export function accountSchema(): Schema<AccountDocument> {
  const schema = new Schema<AccountDocument>({
    _id: { type: String, required: true },
    email: { type: String, required: true },
    displayName: { type: String, required: true },
    passwordHash: { type: String, required: true },
    roles: { type: [{ type: String, enum: ACCOUNT_ROLES }], required: true },
    sellerId: { type: String, default: null },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  });
  schema.index({ email: 1 }, { unique: true });
  // The list of accounts, newest first: of a role, of a seller.
  schema.index({ roles: 1, _id: -1 });
  schema.index({ sellerId: 1, _id: -1 });
  return schema;
}
