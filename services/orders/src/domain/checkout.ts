import type { ErrorKind, FieldError, Id, Money } from '@souk/kernel';
import type { StockOutcome } from './commands.ts';
import type { Address, Capture, PlacedConsignment, PlacedPayment } from './order.ts';

/** The steps of a checkout, in the order in which they are done; they are undone backwards. */
export const CHECKOUT_STEPS = [
  'reserve-stock',
  'authorise-payments',
  'keep-reservation',
  'place-order',
  'capture-payments',
  'sell-stock',
  'settle-order',
] as const;
export type CheckoutStep = (typeof CHECKOUT_STEPS)[number];

/**
 * Steps that may be done once more from the stored position of a step before them, with the same outcome: whom they ask
 * knows them again by names that the checkout has given. What they leave is stored with the next write. A stored position
 * therefore stands for the stretch of such steps that begins there: any of them may have been done.
 */
const REPEATABLE: ReadonlySet<CheckoutStep> = new Set([
  'reserve-stock',
  'authorise-payments',
  'capture-payments',
  'sell-stock',
]);

export function isRepeatable(step: CheckoutStep): boolean {
  return REPEATABLE.has(step);
}

/** The last step that may have been done by somebody who began at the stored position of this one. */
export function endOfStretch(step: CheckoutStep): CheckoutStep {
  const next = CHECKOUT_STEPS[CHECKOUT_STEPS.indexOf(step) + 1];
  return next !== undefined && isRepeatable(step) && isRepeatable(next) ? endOfStretch(next) : step;
}

/**
 * `running` and `undoing`: somebody works on it, or takes over when the lease is past. `requires-action` waits for the
 * buyer's 3-D Secure, `awaiting-payment` for a slip or a review. `completed` and `failed` are ends, but for late money.
 */
export type CheckoutState =
  'running' | 'undoing' | 'requires-action' | 'awaiting-payment' | 'completed' | 'failed';

export type PaymentState =
  | 'created'
  | 'requires-action'
  | 'pending'
  | 'under-review'
  | 'authorised'
  | 'captured'
  | 'declined'
  | 'voided'
  | 'expired';

export type CheckoutPayment = PlacedPayment & {
  /** The provider's token. */
  readonly token: string;
  readonly state: PaymentState;
  readonly captured: Money | null;
  readonly capturedAt: Date | null;
  readonly declineCode: string | null;
  readonly actionUrl: string | null;
  readonly slipReference: string | null;
};

/** Why a checkout failed, as everybody who asked for it is told. */
export type CheckoutFailure = {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly errors: readonly FieldError[];
};

/** The stored saga: what is to be done, how far it is. Order and first reservation bear the same UUID as the checkout. */
export type Checkout = {
  readonly checkoutId: Id;
  readonly orderId: Id;
  readonly reservationId: Id;
  readonly cartId: Id;
  readonly cartVersion: number;
  /** Whether the cart was closed to changes while the buyer is away at 3-D Secure. */
  readonly cartFrozen: boolean;
  /** The command that began it; the same command again means this checkout. */
  readonly commandId: string;
  /** Hash of what was asked for: an equal checkout of the same cart is the same checkout. */
  readonly fingerprint: string;
  readonly customerId: Id | null;
  readonly tokenHash: string | null;
  readonly email: string | null;
  readonly address: Address;
  readonly items: Money;
  readonly freight: Money;
  readonly total: Money;
  readonly consignments: readonly PlacedConsignment[];
  readonly payments: readonly CheckoutPayment[];
  readonly state: CheckoutState;
  /** The step that is next (or, undoing, the one whose undo is next). */
  readonly position: CheckoutStep;
  readonly placed: boolean;
  readonly stock: StockOutcome;
  readonly failure: CheckoutFailure | null;
  /** Business time until which the reservation is held. */
  readonly heldUntil: Date;
  /** How often the present step has failed for want of an answer. */
  readonly attempts: number;
  /** Events that have taken effect on it. */
  readonly heard: readonly Id[];
  readonly version: number;
  readonly createdAt: Date;
};

export function isBusy(checkout: Pick<Checkout, 'state'>): boolean {
  return checkout.state === 'running' || checkout.state === 'undoing';
}

export function isWaiting(checkout: Pick<Checkout, 'state'>): boolean {
  return checkout.state === 'requires-action' || checkout.state === 'awaiting-payment';
}

/** A checkout that has not failed keeps its cart from being checked out another way. */
export function occupiesCart(checkout: Pick<Checkout, 'state'>): boolean {
  return checkout.state !== 'failed';
}

/** Whether the money of every payment has been set aside, or taken. */
export function allAuthorised(payments: readonly CheckoutPayment[]): boolean {
  return payments.every(({ state }) => state === 'authorised' || state === 'captured');
}

export function allCaptured(payments: readonly CheckoutPayment[]): boolean {
  return payments.every(({ state }) => state === 'captured');
}

/** What the provider's answers mean for the checkout, worst first. */
export function judgePayments(
  payments: readonly CheckoutPayment[],
):
  | { readonly kind: 'refused'; readonly payment: CheckoutPayment }
  | { readonly kind: 'unanswered' | 'requires-action' | 'open' | 'authorised' } {
  const refused = payments.find(
    ({ state }) => state === 'declined' || state === 'voided' || state === 'expired',
  );
  if (refused !== undefined) return { kind: 'refused', payment: refused };
  if (payments.some(({ state }) => state === 'created')) return { kind: 'unanswered' };
  if (payments.some(({ state }) => state === 'requires-action')) return { kind: 'requires-action' };
  return { kind: allAuthorised(payments) ? 'authorised' : 'open' };
}

/** The step after this one. @throws RangeError after the last. */
export function stepAfter(step: CheckoutStep): CheckoutStep {
  const next = CHECKOUT_STEPS[CHECKOUT_STEPS.indexOf(step) + 1];
  if (next === undefined) throw new RangeError(`nothing comes after ${step}`);
  return next;
}

/** The step whose undo comes next; null when nothing is left to undo. */
export function stepBefore(step: CheckoutStep): CheckoutStep | null {
  return CHECKOUT_STEPS[CHECKOUT_STEPS.indexOf(step) - 1] ?? null;
}

/** The money that has come in, as the order enters it. */
export function capturesOf(payments: readonly CheckoutPayment[]): readonly Capture[] {
  return payments.flatMap(({ paymentId, captured, capturedAt }) =>
    captured === null || capturedAt === null ? [] : [{ paymentId, amount: captured, capturedAt }],
  );
}
