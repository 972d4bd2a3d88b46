import type { mongo } from 'mongoose';

/** Collections by name, each with the indexes that it has beside `_id`. */
export type CollectionTable = Readonly<Record<string, readonly mongo.IndexDescription[]>>;

/**
 * How long an event's id is remembered. Only what lies above a consumer's stored offset is delivered again, and a dead
 * letter has left no trace here, so a month is far more than a restart needs.
 */
const PROCESSED_EVENTS_SECONDS = 30 * 24 * 60 * 60;

/** What an idempotency store needs, for a database that holds nothing else of the platform's. */
export const IDEMPOTENCY_COLLECTIONS: CollectionTable = {
  idempotency: [{ key: { expiresAt: 1 }, expireAfterSeconds: 0 }],
  idempotencyResults: [{ key: { expiresAt: 1 }, expireAfterSeconds: 0 }],
};

/** What the platform itself keeps in the database of each service. */
export const PLATFORM_COLLECTIONS: CollectionTable = {
  outbox: [],
  processedEvents: [{ key: { at: 1 }, expireAfterSeconds: PROCESSED_EVENTS_SECONDS }],
  ...IDEMPOTENCY_COLLECTIONS,
  audit: [{ key: { subject: 1, _id: -1 } }],
};
