import type { PaymentView } from '../client/api.ts';
import type { PendingWebhook } from '../data/books.ts';
import type { Behaviour } from './behaviour.ts';
import type { BookedPayment, SandboxState } from './payment.ts';

/** Milliseconds of machine time after the change at which its webhook goes out. */
export type WebhookTiming = { readonly promptMs: number; readonly lateMs: number };

type Terms = {
  readonly behaviour: Behaviour;
  readonly timing: WebhookTiming;
  readonly now: Date;
  readonly newId: () => string;
};

/** The webhooks that tell of a change: `payment.captured`, `payment.refunded` …, as often and as late as the behaviour wants. */
export function noticesOf(
  before: BookedPayment | null,
  after: BookedPayment,
  payment: PaymentView,
  terms: Terms,
): PendingWebhook[] {
  // A refund that was refused has changed nothing that could be told.
  if (before !== null && after.refusedRefunds?.length !== before.refusedRefunds?.length) return [];
  const type = `payment.${whatHappened(before, after)}`;
  const id = terms.newId();
  return delaysOf(terms.behaviour, terms.timing, after.state).map((delay, index) => ({
    id,
    // The copy is struck out with the original: both carry the event's one id.
    type,
    createdAt: terms.now,
    dueAt: new Date(terms.now.getTime() + delay + index),
    payment,
  }));
}

function whatHappened(before: BookedPayment | null, after: BookedPayment): string {
  return before !== null && after.refunded > before.refunded ? 'refunded' : after.state;
}

function delaysOf(behaviour: Behaviour, timing: WebhookTiming, state: SandboxState): readonly number[] {
  switch (behaviour.webhooks) {
    case 'prompt':
      return [timing.promptMs];
    case 'late':
      return [timing.lateMs];
    case 'double':
      return [timing.promptMs, timing.promptMs];
    case 'reordered':
      // What comes last is told first.
      return [state === 'captured' ? timing.promptMs : timing.lateMs];
    case 'none':
      return [];
  }
}
