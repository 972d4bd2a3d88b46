import type { Orders } from '../../deps.ts';
import {
  endOfStretch,
  isRepeatable,
  stepAfter,
  stepBefore,
  type Checkout,
  type CheckoutStep,
} from '../../domain/checkout.ts';
import type { StepOutcome } from './step.ts';

/** A checkout under way, and when it was last stored: its lease counts from there. */
export type Progress = { readonly checkout: Checkout; readonly storedAt: Date };

/**
 * The checkout after a step that need not be stored by itself, because it can be repeated; null when it must be, also when
 * so much of the lease is gone that others might take the checkout over.
 */
export function unstored(
  orders: Pick<Orders, 'machineClock' | 'config'>,
  { checkout, storedAt }: Progress,
  outcome: StepOutcome,
): Checkout | null {
  if (outcome.kind !== 'done' || checkout.attempts > 0 || !isRepeatable(checkout.position)) return null;
  const next = { ...checkout, position: stepAfter(checkout.position), ...outcome.patch };
  const waits = next.state !== 'running' || next.position === 'keep-reservation';
  const leaseUsedMs = orders.machineClock.now().getTime() - storedAt.getTime();
  return waits || leaseUsedMs > orders.config.leaseMs / 2 ? null : next;
}

/**
 * The step to begin undoing at; null when nothing has been done. A run that was taken over may have come further, before
 * the crash, than the one that is refused now: the reservation can have expired in between.
 */
export function undoFrom(
  { position, placed, version }: Checkout,
  { leftNothing }: StepOutcome & { kind: 'refused' },
): CheckoutStep | null {
  const furthest = version === 1 || placed ? position : endOfStretch(position);
  return leftNothing === true && furthest === position ? stepBefore(position) : furthest;
}
