import { DAY_MS } from '@souk/kernel';
import type { Lease } from '../../data/checkouts.ts';
import type { Orders } from '../../deps.ts';

/** The right to work on a checkout alone from now on, renewed with each step. */
export function leaseFor(orders: Pick<Orders, 'machineClock' | 'config'>, ms = orders.config.leaseMs): Lease {
  const now = orders.machineClock.now();
  const { cartRetentionDays: days } = orders.config;
  const failedUntil = days === 0 ? null : new Date(now.getTime() + days * DAY_MS);
  return { now, until: new Date(now.getTime() + ms), failedUntil };
}
