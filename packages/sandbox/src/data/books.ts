import {
  ensureCollections,
  IDEMPOTENCY_COLLECTIONS,
  isDuplicateKey,
  nativeCollection,
  type CollectionTable,
  type Database,
} from '@souk/platform/data';
import type { PaymentView } from '../client/api.ts';
import type { BookedPayment } from '../provider/payment.ts';

/** A webhook that is still to be delivered; stored in its payment's document, so that it exists as soon as the change. */
export type PendingWebhook = {
  readonly id: string;
  readonly type: string;
  readonly createdAt: Date;
  readonly dueAt: Date;
  readonly payment: PaymentView;
};

export type BookDocument = Omit<BookedPayment, 'reference'> & {
  readonly _id: string;
  readonly webhooks: readonly PendingWebhook[];
};

export type Books = ReturnType<typeof openBooks>;

const COLLECTIONS: CollectionTable = {
  payments: [
    {
      key: { slipReference: 1 },
      unique: true,
      partialFilterExpression: { slipReference: { $type: 'string' } },
    },
    // Webhooks that wait.
    { key: { 'webhooks.dueAt': 1 } },
  ],
  settings: [],
  freights: [],
  ...IDEMPOTENCY_COLLECTIONS,
};

/** The provider's own durable books, in a database that belongs to it alone. */
export function openBooks(db: Database) {
  const payments = nativeCollection<BookDocument>(db, 'payments');
  const recent = recentPayments();
  return {
    ensureIndexes: () => ensureCollections(db, COLLECTIONS),

    /** Writes a payment that must be new. False when its reference is there already. */
    insert: async (payment: BookedPayment, webhooks: readonly PendingWebhook[]): Promise<boolean> => {
      try {
        await payments.insertOne(toDocument(payment, webhooks));
        recent.put(payment);
        return true;
      } catch (error) {
        if (isDuplicateKey(error, '_id')) return false;
        throw error;
      }
    },

    /** Writes a change of the payment as it was `before`. False when it has changed meanwhile. */
    update: async (
      before: BookedPayment,
      after: BookedPayment,
      webhooks: readonly PendingWebhook[],
    ): Promise<boolean> => {
      const { state, captured, refunded, fee, declineCode } = after;
      const { capturedAt, refunds, refusedRefunds, sequence } = after;
      const { matchedCount } = await payments.updateOne(
        { _id: before.reference, sequence: before.sequence },
        {
          $set: {
            state,
            captured,
            refunded,
            fee,
            declineCode,
            capturedAt,
            refunds,
            sequence,
            ...(refusedRefunds !== undefined && { refusedRefunds }),
          },
          $push: { webhooks: { $each: [...webhooks] } },
        },
      );
      if (matchedCount === 1) recent.put(after);
      else recent.drop(before.reference);
      return matchedCount === 1;
    },

    find: async (reference: string): Promise<BookedPayment | null> =>
      recent.get(reference) ??
      fromDocument(await payments.findOne({ _id: reference }, { projection: { webhooks: 0 } })),

    findSlip: async (slipReference: string): Promise<BookedPayment | null> =>
      fromDocument(await payments.findOne({ slipReference }, { projection: { webhooks: 0 } })),

    list: async (after: string | null, limit: number): Promise<BookedPayment[]> => {
      const documents = await payments
        .find(after === null ? {} : { _id: { $gt: after } }, { projection: { webhooks: 0 } })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray();
      return documents.map(toPayment);
    },

    /** Every webhook that waits; read once, at the start. */
    pendingWebhooks: async (): Promise<PendingWebhook[]> => {
      const documents = await payments
        .find({ 'webhooks.dueAt': { $gt: new Date(0) } }, { projection: { webhooks: 1 } })
        .toArray();
      return documents.flatMap((document) => [...document.webhooks]);
    },

    /** Strikes out delivered webhooks, many at once. */
    strikeWebhooks: async (delivered: readonly { reference: string; id: string }[]): Promise<void> => {
      if (delivered.length === 0) return;
      await payments.bulkWrite(
        delivered.map(({ reference, id }) => ({
          updateOne: { filter: { _id: reference }, update: { $pull: { webhooks: { id } } } },
        })),
        { ordered: false },
      );
    },
  };
}

const REMEMBERED = 5_000;

/**
 * The payments that were written last, since most are authorised and captured in one go. The books have one writer
 * process, and each update names the sequence that it saw, so that a stale entry can't do harm.
 */
function recentPayments() {
  const entries = new Map<string, BookedPayment>();
  return {
    get: (reference: string) => entries.get(reference),
    drop: (reference: string) => void entries.delete(reference),
    put: (payment: BookedPayment) => {
      entries.delete(payment.reference);
      entries.set(payment.reference, payment);
      const oldest = entries.size > REMEMBERED ? entries.keys().next().value : undefined;
      if (oldest !== undefined) entries.delete(oldest);
    },
  };
}

function toDocument(payment: BookedPayment, webhooks: readonly PendingWebhook[]): BookDocument {
  const { reference, ...rest } = payment;
  return { _id: reference, ...rest, webhooks };
}

type StoredPayment = Omit<BookDocument, 'webhooks'>;

function fromDocument(document: StoredPayment | null): BookedPayment | null {
  return document === null ? null : toPayment(document);
}

function toPayment(document: StoredPayment): BookedPayment {
  const { _id, ...rest } = document;
  return { reference: _id, ...rest };
}
