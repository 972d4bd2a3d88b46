import type { Clock } from '@souk/kernel';
import type { Logger } from '@souk/platform/telemetry';
import type { Books, PendingWebhook } from '../data/books.ts';
import { signWebhook } from './signature.ts';
import { webhookHeaders, type WebhookSender } from './sender.ts';

export type DispatcherDeps = {
  readonly books: Books;
  readonly send: WebhookSender;
  readonly secret: string;
  readonly machineClock: Clock;
  readonly log: Logger;
  /** First wait after a failed delivery; it doubles up to `maxRetryMs`. */
  readonly retryMs: number;
  readonly maxRetryMs: number;
};

export type Dispatcher = {
  /** Delivers each webhook when it is due, until it is taken. */
  readonly schedule: (webhooks: readonly PendingWebhook[]) => void;
  /** Resolves when nothing is left to deliver; whether there was anything. */
  readonly idle: () => Promise<boolean>;
  /** Stops delivering; what is left is found in the books at the next start. */
  readonly stop: () => Promise<void>;
};

const STRIKE_EVERY_MS = 200;
/** More at once would crowd out the shop that they tell. */
const MAX_IN_FLIGHT = 16;

/** Makes the part of the provider that tells of changes: at least once, in no guaranteed order. */
export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const timers = new Set<NodeJS.Timeout>();
  const ready: (() => Promise<void>)[] = [];
  const waiters: (() => void)[] = [];
  let delivered: { reference: string; id: string }[] = [];
  let open = 0;
  let inFlight = 0;
  let stopped = false;

  const after = (milliseconds: number, act: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      act();
    }, milliseconds);
    timer.unref();
    timers.add(timer);
  };

  const pump = () => {
    while (!stopped && inFlight < MAX_IN_FLIGHT) {
      const next = ready.shift();
      if (next === undefined) return;
      inFlight += 1;
      void next().finally(() => {
        inFlight -= 1;
        pump();
      });
    }
  };

  const strike = async () => {
    const batch = delivered;
    delivered = [];
    try {
      await deps.books.strikeWebhooks(batch);
    } catch (error) {
      // They will be delivered again after a restart, which a webhook's reader must bear anyway.
      deps.log.warn({ err: error, webhooks: batch.length }, 'delivered webhooks could not be struck out');
    }
    open -= batch.length;
    if (open === 0) for (const done of waiters.splice(0)) done();
  };

  const deliver = async (webhook: PendingWebhook, attempt: number) => {
    try {
      await deps.send(signed(deps, webhook));
    } catch (error) {
      deps.log.debug({ err: error, webhook: webhook.id, attempt }, 'webhook was not taken');
      const wait = Math.min(deps.maxRetryMs, deps.retryMs * 2 ** attempt);
      if (!stopped) after(wait, () => enqueue(webhook, attempt + 1));
      return;
    }
    if (delivered.length === 0) after(waiters.length > 0 ? 0 : STRIKE_EVERY_MS, () => void strike());
    delivered.push({ reference: webhook.payment.reference, id: webhook.id });
  };

  const enqueue = (webhook: PendingWebhook, attempt: number) => {
    ready.push(() => deliver(webhook, attempt));
    pump();
  };

  return {
    schedule: (webhooks) => {
      for (const webhook of webhooks) {
        open += 1;
        const wait = webhook.dueAt.getTime() - deps.machineClock.now().getTime();
        after(Math.max(0, wait), () => enqueue(webhook, 0));
      }
    },
    idle: () => {
      if (open === 0) return Promise.resolve(false);
      if (delivered.length > 0) void strike();
      return new Promise((resolve) => waiters.push(() => resolve(true)));
    },
    stop: async () => {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
      await strike();
    },
  };
}

function signed(deps: DispatcherDeps, webhook: PendingWebhook) {
  const { id, type, createdAt, payment } = webhook;
  const rawBody = new TextEncoder().encode(
    JSON.stringify({ id, type, createdAt: createdAt.toISOString(), payment }),
  );
  return { rawBody, headers: webhookHeaders(signWebhook(deps.secret, rawBody, deps.machineClock.now())) };
}
