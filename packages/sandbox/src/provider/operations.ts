import { randomInt } from 'node:crypto';
import type { Clock } from '@souk/kernel';
import type { Command, OutcomeRule, PaymentView, SandboxApi } from '../client/api.ts';
import type { Books, PendingWebhook } from '../data/books.ts';
import { behaviourOfToken, type Behaviour, type FaultyCall } from './behaviour.ts';
import { ConnectionLost, requireNotBusy, silence, type CallFaults } from './call-faults.ts';
import { noticesOf, type WebhookTiming } from './notices.ts';
import { nextBehaviour, requireKnownOutcomes } from './outcomes.ts';
import {
  captureBooked,
  decideBooked,
  firstState,
  paySlipBooked,
  ProviderRefusal,
  refundBooked,
  requireNotRefused,
  voidBooked,
  type BookedPayment,
  type FeeTable,
} from './payment.ts';
import { viewOf } from './view.ts';

export type ProviderDeps = {
  readonly books: Books;
  readonly machineClock: Clock;
  readonly newId: () => string;
  readonly faults: CallFaults;
  readonly fees: FeeTable;
  readonly timing: WebhookTiming;
  readonly publicUrl: string;
  readonly schedule: (webhooks: readonly PendingWebhook[]) => void;
  readonly outcomes: {
    get(): readonly OutcomeRule[];
    set(rules: readonly OutcomeRule[]): Promise<void>;
  };
};

/** The provider's operations over its books. */
export function operationsOf(deps: ProviderDeps): SandboxApi {
  const view = (payment: BookedPayment) => viewOf(payment, deps.publicUrl);
  return {
    authorise: (command, options) => authorise(deps, command, options?.signal),
    capture: async ({ reference, at }, options) =>
      view(
        await faulty(deps, 'capture', reference, options?.signal, (payment) =>
          captureBooked(payment, deps.fees, new Date(at)),
        ),
      ),
    void: async (command, options) => view(await voidPayment(deps, command, options?.signal)),
    refund: async (command, options) => view(await refund(deps, command, options?.signal)),
    find: async ({ reference }) => {
      const payment = await deps.books.find(reference);
      return payment === null ? null : view(payment);
    },
    list: async ({ after, limit }) => (await deps.books.list(after, limit)).map(view),
    decide: async ({ reference, decision }) =>
      view(await change(deps, await known(deps, reference), (payment) => decideBooked(payment, decision))),
    paySlip: async ({ slip, at }) => {
      const payment = (await deps.books.find(slip)) ?? (await deps.books.findSlip(slip));
      if (payment === null) throw unknownPayment();
      return view(await change(deps, payment, (each) => paySlipBooked(each, deps.fees, new Date(at))));
    },
    setOutcomes: async ({ rules }) => {
      requireKnownOutcomes(rules);
      await deps.outcomes.set(rules);
      return rules;
    },
    outcomes: () => Promise.resolve(deps.outcomes.get()),
  };
}

async function authorise(
  deps: ProviderDeps,
  command: Command<'authorise'>,
  signal: AbortSignal | undefined,
): Promise<PaymentView> {
  const behaviour = await behaviourOf(deps, command);
  const fault = deps.faults.take({ reference: command.reference, behaviour }, 'authorise');
  if (fault === 'timeout') return silence(signal);
  requireNotBusy(fault);
  const fresh = newPayment(command, behaviour);
  const notices = noticesFor(deps, null, fresh);
  let payment = fresh;
  if (await deps.books.insert(fresh, notices)) {
    deps.schedule(notices);
  } else {
    payment = await known(deps, command.reference);
    requireSameOrder(payment, fresh);
  }
  if (fault === 'lost') throw new ConnectionLost();
  return viewOf(payment, deps.publicUrl);
}

async function behaviourOf(deps: ProviderDeps, command: Command<'authorise'>): Promise<Behaviour> {
  const token = command.method === 'slip' && command.token === '' ? 'tok_ok' : command.token;
  if (deps.outcomes.get().length === 0) return behaviourOfToken(token);
  // A call that is tried again must not use up another outcome.
  const there = await deps.books.find(command.reference);
  if (there !== null) return there.behaviour;
  const rules = deps.outcomes.get();
  const chosen = nextBehaviour(rules, token);
  if (chosen.rules !== rules) await deps.outcomes.set(chosen.rules);
  return chosen.behaviour;
}

function newPayment(command: Command<'authorise'>, behaviour: Behaviour): BookedPayment {
  const state = firstState(command.method, behaviour);
  return {
    reference: command.reference,
    orderReference: command.orderReference,
    method: command.method,
    currency: command.amount.currency,
    amount: BigInt(command.amount.amount),
    instalments: command.instalments,
    state,
    captured: 0n,
    refunded: 0n,
    fee: 0n,
    declineCode: state === 'declined' ? behaviour.declineCode : null,
    slipReference: command.method === 'slip' ? newSlipReference() : null,
    capturedAt: null,
    refunds: [],
    behaviour,
    sequence: 1,
    createdAt: new Date(command.at),
  };
}

function newSlipReference(): string {
  return Array.from({ length: 4 }, () => String(randomInt(1_000_000)).padStart(6, '0')).join('');
}

function requireSameOrder(payment: BookedPayment, asked: BookedPayment): void {
  // A void that overtook its authorisation has left a tombstone of amount 0.
  if (payment.state === 'voided' && payment.amount === 0n) return;
  const same =
    payment.amount === asked.amount && payment.currency === asked.currency && payment.method === asked.method;
  if (!same) throw new ProviderRefusal('reference-reused', 'This reference names another payment.');
}

async function voidPayment(
  deps: ProviderDeps,
  { reference, currency, at }: Command<'void'>,
  signal: AbortSignal | undefined,
): Promise<BookedPayment> {
  if ((await deps.books.find(reference)) === null) {
    const tombstone = tombstoneOf(reference, currency, new Date(at));
    if (await deps.books.insert(tombstone, [])) return tombstone;
  }
  return faulty(deps, 'void', reference, signal, voidBooked);
}

async function refund(
  deps: ProviderDeps,
  { reference, key, amount, at }: Command<'refund'>,
  signal: AbortSignal | undefined,
): Promise<BookedPayment> {
  const after = await faulty(deps, 'refund', reference, signal, (payment) => {
    if (amount.currency !== payment.currency) {
      throw new ProviderRefusal('currency', 'A refund is in the currency of its payment.');
    }
    return refundBooked(payment, key, BigInt(amount.amount), new Date(at));
  });
  requireNotRefused(after, key);
  return after;
}

/** What a void leaves of a payment that has not arrived: should it still come, it is already void. */
function tombstoneOf(reference: string, currency: string, at: Date): BookedPayment {
  return {
    reference,
    orderReference: reference,
    method: 'card',
    currency,
    amount: 0n,
    instalments: 1,
    state: 'voided',
    captured: 0n,
    refunded: 0n,
    fee: 0n,
    declineCode: null,
    slipReference: null,
    capturedAt: null,
    refunds: [],
    behaviour: behaviourOfToken('tok_ok'),
    sequence: 1,
    createdAt: at,
  };
}

async function faulty(
  deps: ProviderDeps,
  call: FaultyCall,
  reference: string,
  signal: AbortSignal | undefined,
  decide: (payment: BookedPayment) => BookedPayment,
): Promise<BookedPayment> {
  const payment = await known(deps, reference);
  const fault = deps.faults.take(payment, call);
  if (fault === 'timeout') return silence(signal);
  requireNotBusy(fault);
  const after = await change(deps, payment, decide);
  if (fault === 'lost') throw new ConnectionLost();
  return after;
}

async function change(
  deps: ProviderDeps,
  found: BookedPayment,
  decide: (payment: BookedPayment) => BookedPayment,
): Promise<BookedPayment> {
  for (let before = found; ; before = await known(deps, found.reference)) {
    const after = decide(before);
    if (after === before) return before;
    const notices = noticesFor(deps, before, after);
    if (await deps.books.update(before, after, notices)) {
      deps.schedule(notices);
      return after;
    }
  }
}

function noticesFor(
  deps: ProviderDeps,
  before: BookedPayment | null,
  after: BookedPayment,
): PendingWebhook[] {
  return noticesOf(before, after, viewOf(after, deps.publicUrl), {
    behaviour: after.behaviour,
    timing: deps.timing,
    now: deps.machineClock.now(),
    newId: deps.newId,
  });
}

async function known(deps: ProviderDeps, reference: string): Promise<BookedPayment> {
  const payment = await deps.books.find(reference);
  if (payment === null) throw unknownPayment();
  return payment;
}

function unknownPayment(): ProviderRefusal {
  return new ProviderRefusal('unknown-payment', 'The provider knows no such payment.');
}
