import { setTimeout as delay } from 'node:timers/promises';
import { isDomainError, type DomainError } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { reopenCart } from '../../data/carts.ts';
import { findCheckout, saveCheckout, type CheckoutPatch } from '../../data/checkouts.ts';
import type { Orders } from '../../deps.ts';
import { failWith } from '../../domain/checkout-news.ts';
import {
  CHECKOUT_STEPS,
  isBusy,
  stepAfter,
  stepBefore,
  type Checkout,
  type CheckoutStep,
} from '../../domain/checkout.ts';
import { leaseFor } from './lease.ts';
import { undoFrom, unstored, type Progress } from './stretch.ts';
import { isOvertaken, OvertakenError, type Step, type StepOutcome, type UndoOutcome } from './step.ts';
import { authorisePayments } from './steps/authorise-payments.ts';
import { capturePayments } from './steps/capture-payments.ts';
import { keepReservation } from './steps/keep-reservation.ts';
import { placeOrder } from './steps/place-order.ts';
import { reserveStock } from './steps/reserve-stock.ts';
import { sellStock } from './steps/sell-stock.ts';
import { settleOrder } from './steps/settle-order.ts';

const STEPS: Readonly<Record<CheckoutStep, Step>> = {
  'reserve-stock': reserveStock,
  'authorise-payments': authorisePayments,
  'keep-reservation': keepReservation,
  'place-order': placeOrder,
  'capture-payments': capturePayments,
  'sell-stock': sellStock,
  'settle-order': settleOrder,
};

/** Repetitions at once, before the checkout is left to the job that resumes it. */
const REPEATED_AT_ONCE = 3;
const STEP_TIMEOUT_MS = 30_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Takes a stored checkout as far as it goes: to its end, or to where it waits for the buyer, the money or a provider that
 * does not answer. In one process only one run works on it; whoever asks meanwhile gets the same run.
 */
export function runCheckout(orders: Orders, ctx: RequestContext, checkout: Checkout): Promise<Checkout> {
  const running = orders.underWay.get(checkout.checkoutId);
  if (running !== undefined) return running;
  const run = toTheEnd(orders, ctx, checkout);
  orders.underWay.set(checkout.checkoutId, run);
  return run;
}

async function toTheEnd(orders: Orders, ctx: RequestContext, checkout: Checkout): Promise<Checkout> {
  try {
    const end = await goOn(orders, sagaContext(ctx, checkout), checkout);
    if (end.state === 'completed') orders.completedHere.add(end.checkoutId);
    return end;
  } finally {
    orders.underWay.delete(checkout.checkoutId);
  }
}

async function goOn(orders: Orders, ctx: RequestContext, checkout: Checkout): Promise<Checkout> {
  let now = checkout;
  let repeated = 0;
  let storedAt = orders.machineClock.now();
  while (isBusy(now)) {
    const next = await attempt(orders, ctx, { checkout: now, storedAt });
    if (next.version !== now.version) storedAt = orders.machineClock.now();
    const stuck = isBusy(next) && next.attempts > 0;
    if (stuck && ++repeated >= REPEATED_AT_ONCE) return next;
    if (stuck) await delay(20 * 2 ** repeated);
    now = next;
  }
  return now;
}

/** One step forward or back. Whoever has been overtaken goes on from where the other has come to. */
async function attempt(orders: Orders, ctx: RequestContext, progress: Progress): Promise<Checkout> {
  const { checkout } = progress;
  try {
    return checkout.state === 'running'
      ? await goForward(orders, ctx, progress)
      : await goBack(orders, ctx, checkout);
  } catch (error) {
    if (!isOvertaken(error)) throw error;
    const now = await findCheckout(orders.store, checkout.checkoutId);
    if (now === null) throw error;
    return now;
  }
}

async function goForward(orders: Orders, ctx: RequestContext, progress: Progress): Promise<Checkout> {
  const { checkout } = progress;
  const step = STEPS[checkout.position];
  await orders.faults.reach(`checkout.${step.name}.before`);
  const outcome = await outcomeOf(orders, ctx, step, checkout);
  await orders.faults.reach(`checkout.${step.name}.between`);
  const next = unstored(orders, progress, outcome) ?? (await store(orders, checkout, outcome));
  await orders.faults.reach(`checkout.${step.name}.after`);
  return next;
}

async function goBack(orders: Orders, ctx: RequestContext, checkout: Checkout): Promise<Checkout> {
  const step = STEPS[checkout.position];
  await orders.faults.reach(`checkout.${step.name}.undo.before`);
  const outcome = await undoneBy(orders, ctx, step, checkout);
  await orders.faults.reach(`checkout.${step.name}.undo.between`);
  const next = await storeUndone(orders, checkout, outcome);
  await orders.faults.reach(`checkout.${step.name}.undo.after`);
  return next;
}

async function undoneBy(
  orders: Orders,
  ctx: RequestContext,
  step: Step,
  checkout: Checkout,
): Promise<UndoOutcome | StepOutcome> {
  try {
    return await step.undo(orders, ctx, checkout);
  } catch (error) {
    if (isOvertaken(error)) throw error;
    return failedAttempt(orders, step, checkout, error);
  }
}

function failedAttempt(orders: Orders, step: Step, checkout: Checkout, error: unknown): StepOutcome {
  const { checkoutId } = checkout;
  orders.log.warn({ err: error, checkoutId, step: step.name, state: checkout.state }, 'checkout step failed');
  return { kind: 'again', patch: {}, why: Error.isError(error) ? error.message : 'unknown error' };
}

async function outcomeOf(
  orders: Orders,
  ctx: RequestContext,
  step: Step,
  checkout: Checkout,
): Promise<StepOutcome> {
  try {
    return await step.run(orders, ctx, checkout);
  } catch (error) {
    if (isOvertaken(error)) throw error;
    if (isDomainError(error) && isRefusal(error) && mayBeRefused(step.name)) {
      const { code, kind, message, details, errors } = error;
      return { kind: 'refused', failure: { code, kind, message, details, errors }, patch: {} };
    }
    return failedAttempt(orders, step, checkout, error);
  }
}

async function store(orders: Orders, checkout: Checkout, outcome: StepOutcome): Promise<Checkout> {
  switch (outcome.kind) {
    case 'stored':
      return outcome.checkout;
    case 'done':
      return save(orders, checkout, {
        position: stepAfter(checkout.position),
        attempts: 0,
        ...outcome.patch,
      });
    case 'again':
      return storeAgain(orders, checkout, outcome.patch, outcome.why);
    case 'refused': {
      const from = undoFrom(checkout, outcome);
      const patch = { ...outcome.patch, failure: outcome.failure, attempts: 0 };
      return from === null
        ? endUndone(orders, checkout, patch)
        : save(orders, checkout, { ...patch, state: 'undoing', position: from });
    }
  }
}

async function storeUndone(
  orders: Orders,
  checkout: Checkout,
  outcome: UndoOutcome | StepOutcome,
): Promise<Checkout> {
  if (outcome.kind !== 'done') return store(orders, checkout, outcome);
  const position = stepBefore(checkout.position);
  if (position === null) return endUndone(orders, checkout, outcome.patch);
  return save(orders, checkout, { ...outcome.patch, position, attempts: 0 });
}

async function endUndone(orders: Orders, checkout: Checkout, patch: CheckoutPatch): Promise<Checkout> {
  if (checkout.cartFrozen && !checkout.placed)
    await reopenCart(orders.store, checkout.cartId, orders.machineClock.now());
  return save(orders, checkout, { ...patch, state: 'failed', attempts: 0 });
}

/** Counts the failure and leaves the checkout to the next attempt; where nothing is owed yet, it is given up in the end. */
async function storeAgain(
  orders: Orders,
  checkout: Checkout,
  patch: CheckoutPatch,
  why: unknown,
): Promise<Checkout> {
  const attempts = checkout.attempts + 1;
  const canGiveUp = checkout.state === 'running' && !checkout.placed;
  if (canGiveUp && attempts >= orders.config.attempts) {
    const failure = failWith('payment-unavailable', { step: checkout.position });
    return save(orders, checkout, { ...patch, state: 'undoing', failure, attempts: 0 });
  }
  orders.log.info(
    { checkoutId: checkout.checkoutId, step: checkout.position, attempts, why },
    'checkout waits',
  );
  const pause = Math.min(LONGEST_PAUSE_MS, 100 * 2 ** Math.min(attempts, 12));
  return save(orders, checkout, { ...patch, attempts }, Math.max(pause, 1));
}

async function save(
  orders: Orders,
  checkout: Checkout,
  patch: CheckoutPatch,
  leaseMs?: number,
): Promise<Checkout> {
  const saved = await saveCheckout(orders.store, checkout, patch, leaseFor(orders, leaseMs));
  if (saved === null) throw new OvertakenError();
  return saved;
}

/** Before the money is taken, a refusal of another service ends the checkout; afterwards nothing may. */
function mayBeRefused(step: CheckoutStep): boolean {
  return CHECKOUT_STEPS.indexOf(step) < CHECKOUT_STEPS.indexOf('capture-payments');
}

function isRefusal({ kind }: DomainError): boolean {
  return kind !== 'unavailable' && kind !== 'timed-out' && kind !== 'limited';
}

/** A saga has time-outs of its own and is nobody's idempotent request: its steps are named by the checkout. */
function sagaContext(ctx: RequestContext, checkout: Checkout): RequestContext {
  return {
    ...ctx,
    deadline: Date.now() + STEP_TIMEOUT_MS,
    ifMatch: null,
    idempotency: null,
    commandId: checkout.checkoutId,
  };
}
