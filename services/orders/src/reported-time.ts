import { DAY_MS } from '@souk/kernel';
import type { Orders } from './deps.ts';
import { orderError } from './errors.ts';

/** Clocks differ, and a carrier may name its local time as UTC. */
const TOLERANCE_MS = DAY_MS;

/** When something happened according to whoever reports it. @throws DomainError `reported-in-future` */
export function reportedTime({ clock }: Orders, occurredAt: string): Date {
  const time = new Date(occurredAt);
  if (time.getTime() <= clock.now().getTime() + TOLERANCE_MS) return time;
  const { message } = orderError('reported-in-future');
  throw orderError('reported-in-future', {}, [{ pointer: '/occurredAt', rule: 'maximum', message }]);
}
