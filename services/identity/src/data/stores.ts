import { defineModel, type Database } from '@souk/platform/data';
import type { ClientSession, Model } from 'mongoose';
import { accountSchema, type AccountDocument } from './account-schema.ts';
import { sessionSchema, type SessionDocument } from './session-schema.ts';

/** The transaction of a write, or null for a write of its own. */
export type Transaction = ClientSession | null;

/** The collections of the service. */
export type Stores = {
  readonly accounts: Model<AccountDocument>;
  readonly sessions: Model<SessionDocument>;
};

export function defineStores(db: Database): Stores {
  return {
    accounts: defineModel(db, 'accounts', accountSchema()),
    sessions: defineModel(db, 'sessions', sessionSchema()),
  };
}
