import type { Behaviour } from './behaviour.ts';

export const SANDBOX_METHODS = ['card', 'debit', 'voucher', 'slip'] as const;
export type SandboxMethod = (typeof SANDBOX_METHODS)[number];

export const SANDBOX_STATES = [
  'requires-action',
  'pending',
  'under-review',
  'authorised',
  'captured',
  'declined',
  'voided',
] as const;
export type SandboxState = (typeof SANDBOX_STATES)[number];

/** What the provider takes for a capture: ten-thousandths of the amount and a fixed part in minor units. */
export type Fee = { readonly basisPoints: number; readonly fixed: bigint };
export type FeeTable = Readonly<Record<SandboxMethod, Fee>>;

export const DEFAULT_FEES: FeeTable = {
  card: { basisPoints: 250, fixed: 0n },
  debit: { basisPoints: 150, fixed: 0n },
  voucher: { basisPoints: 0, fixed: 0n },
  slip: { basisPoints: 0, fixed: 150n },
};

export type BookedRefund = { readonly key: string; readonly amount: bigint; readonly at: Date };

/** One payment in the provider's own books. `sequence` counts its changes. */
export type BookedPayment = {
  readonly reference: string;
  readonly orderReference: string;
  readonly method: SandboxMethod;
  readonly currency: string;
  readonly amount: bigint;
  readonly instalments: number;
  readonly state: SandboxState;
  readonly captured: bigint;
  readonly refunded: bigint;
  readonly fee: bigint;
  readonly declineCode: string | null;
  readonly slipReference: string | null;
  readonly capturedAt: Date | null;
  readonly refunds: readonly BookedRefund[];
  /** Keys under which a refund was refused for good; the same key is refused again. */
  readonly refusedRefunds?: readonly string[];
  readonly behaviour: Behaviour;
  readonly sequence: number;
  readonly createdAt: Date;
};

/** A refusal of the provider: what was asked has not happened. */
export class ProviderRefusal extends Error {
  readonly code: string;
  /** Whether trying again would give the same; else the provider can't just now. */
  readonly final: boolean;

  constructor(code: string, message: string, options: { readonly final?: boolean } = {}) {
    super(message);
    this.name = 'ProviderRefusal';
    this.code = code;
    this.final = options.final ?? true;
  }
}

/** The state in which a payment starts. */
export function firstState(method: SandboxMethod, behaviour: Behaviour): SandboxState {
  if (method === 'slip') return 'pending';
  switch (behaviour.answer) {
    case 'authorise':
      return 'authorised';
    case 'decline':
      return 'declined';
    case 'review':
      return 'under-review';
    case 'challenge':
      return 'requires-action';
  }
}

/** Takes the money of an authorised payment. Repeated, it changes nothing; in another state likewise. */
export function captureBooked(payment: BookedPayment, fees: FeeTable, at: Date): BookedPayment {
  return payment.state === 'authorised' ? takeMoney(payment, fees, at) : payment;
}

/** Lets go what was not captured. */
export function voidBooked(payment: BookedPayment): BookedPayment {
  const open = ['requires-action', 'pending', 'under-review', 'authorised'].includes(payment.state);
  return open ? changed(payment, { state: 'voided' }) : payment;
}

/**
 * Gives money back, once for each key; or notes that the bank refuses it under this key (see `requireNotRefused`).
 * @throws ProviderRefusal `refund-too-high`, `refund-key-reused`.
 */
export function refundBooked(payment: BookedPayment, key: string, amount: bigint, at: Date): BookedPayment {
  const done = payment.refunds.find((refund) => refund.key === key);
  if (done !== undefined) {
    if (done.amount === amount) return payment;
    throw new ProviderRefusal('refund-key-reused', 'This key was used for another amount.');
  }
  if (amount <= 0n || payment.refunded + amount > payment.captured) {
    throw new ProviderRefusal('refund-too-high', 'More is to be refunded than was captured.');
  }
  if (isRefused(payment, key)) return payment;
  if (willRefuse(payment))
    return changed(payment, { refusedRefunds: [...(payment.refusedRefunds ?? []), key] });
  return changed(payment, {
    refunded: payment.refunded + amount,
    refunds: [...payment.refunds, { key, amount, at }],
  });
}

/** @throws ProviderRefusal `refund-refused` when the refund of this key was refused. */
export function requireNotRefused(payment: BookedPayment, key: string): void {
  if (isRefused(payment, key)) throw new ProviderRefusal('refund-refused', 'The bank does not take it back.');
}

function isRefused({ refusedRefunds = [] }: BookedPayment, key: string): boolean {
  return refusedRefunds.includes(key);
}

function willRefuse({ behaviour, refusedRefunds = [] }: BookedPayment): boolean {
  if (behaviour.refusedRefunds === 'first') return refusedRefunds.length === 0;
  return behaviour.refusedRefunds === 'all';
}

/** The end of a review or of a challenge. @throws ProviderRefusal `nothing-to-decide`. */
export function decideBooked(payment: BookedPayment, decision: 'approve' | 'decline'): BookedPayment {
  if (payment.state !== 'under-review' && payment.state !== 'requires-action') {
    throw new ProviderRefusal('nothing-to-decide', 'The payment waits for no decision.');
  }
  if (decision === 'approve') return changed(payment, { state: 'authorised' });
  const declineCode = payment.state === 'under-review' ? 'review-declined' : 'challenge-failed';
  return changed(payment, { state: 'declined', declineCode });
}

/**
 * A slip is paid at a bank, also after it was voided: banks take the money all the same. Repeated, it changes nothing.
 * @throws ProviderRefusal `no-slip`.
 */
export function paySlipBooked(payment: BookedPayment, fees: FeeTable, at: Date): BookedPayment {
  if (payment.method !== 'slip') throw new ProviderRefusal('no-slip', 'The payment is no slip.');
  return payment.state === 'captured' ? payment : takeMoney(payment, fees, at);
}

function takeMoney(payment: BookedPayment, fees: FeeTable, at: Date): BookedPayment {
  const { basisPoints, fixed } = fees[payment.method];
  const portion = (payment.amount * BigInt(basisPoints) + 5_000n) / 10_000n;
  const fee = portion + fixed < payment.amount ? portion + fixed : payment.amount;
  return changed(payment, { state: 'captured', captured: payment.amount, fee, capturedAt: at });
}

function changed(payment: BookedPayment, change: Partial<BookedPayment>): BookedPayment {
  return { ...payment, ...change, sequence: payment.sequence + 1 };
}
