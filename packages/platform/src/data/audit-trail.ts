import { newId, systemClock, type Clock, type IdSource } from '@souk/kernel';
import type { ClientSession } from 'mongoose';
import { causedBy, type RequestContext } from '../context/index.ts';
import type { Database } from './database.ts';
import { nativeCollection } from './native-collection.ts';

/** Who did what to what; `before` and `after` hold the fields that tell, never secrets. */
export type AuditEntry = {
  /** `offer.price-changed`. */
  readonly action: string;
  /** Id of the thing that it was done to. */
  readonly subject: string;
  readonly before?: unknown;
  readonly after?: unknown;
};

export type AuditTrail = {
  /** Writes the entry in the transaction of the change (null: beside it). */
  record(session: ClientSession | null, ctx: RequestContext, entry: AuditEntry): Promise<void>;
  /** The subject's entries, newest first. */
  of(subject: string, limit?: number): Promise<readonly StoredAuditEntry[]>;
};

export type StoredAuditEntry = {
  readonly _id: string;
  readonly at: Date;
  readonly action: string;
  readonly subject: string;
  readonly actor: string;
  readonly requestId: string;
  readonly before: unknown;
  readonly after: unknown;
};

/** A service's collection `audit`: kept for ever, written in the transaction of what it tells of. */
export function auditTrail(
  db: Database,
  options: { readonly clock?: Clock; readonly ids?: IdSource } = {},
): AuditTrail {
  const { clock = systemClock, ids = newId } = options;
  const entries = nativeCollection<StoredAuditEntry>(db, 'audit');
  return {
    record: async (session, ctx, entry) => {
      const { action, subject, before = null, after = null } = entry;
      const actor = causedBy(ctx.identity);
      const { requestId } = ctx;
      await entries.insertOne(
        { _id: ids('audit'), at: clock.now(), action, subject, actor, requestId, before, after },
        { ...(session !== null && { session }), ignoreUndefined: true },
      );
    },
    of: (subject, limit = 100) => entries.find({ subject }).sort({ _id: -1 }).limit(limit).toArray(),
  };
}
