import type { Id } from '@souk/kernel';
import { Schema } from 'mongoose';

/** A log-in. Refresh tokens stand here as hashes only. Machine time. */
export type SessionDocument = {
  _id: Id;
  accountId: Id;
  generation: number;
  tokenHash: string;
  previousHash: string | null;
  rotatedAt: Date | null;
  createdAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
};

export function sessionSchema(): Schema<SessionDocument> {
  const schema = new Schema<SessionDocument>({
    _id: String,
    accountId: { type: String, required: true },
    generation: { type: Number, required: true },
    tokenHash: { type: String, required: true },
    previousHash: { type: String, default: null },
    rotatedAt: { type: Date, default: null },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    revokedAt: { type: Date, default: null },
  });
  schema.index({ accountId: 1 });
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  return schema;
}
