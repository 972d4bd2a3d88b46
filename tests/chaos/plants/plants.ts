/** Which module of Souk each plant stands in for. */
export const PLANTS = {
  /** Every event is delivered twice, as "at least once" allows: nothing may come of it. */
  'every-event-twice': 'apps/souk/src/host/event-hub.ts',
  /** A bug: looks whether there is enough, and takes it afterwards. */
  'read-then-write-stock': 'services/inventory/src/data/stocks.ts',
  /** A bug: a capture without an answer is tried again under another key. */
  'capture-without-stable-key': 'services/payments/src/features/capture-payment/capture-payment.ts',
  /** A bug: the effect does not remember which event it was of. */
  'effect-without-event-id': 'services/payments/src/features/settle-order/settle-order.ts',
} as const;

export type PlantName = keyof typeof PLANTS;
