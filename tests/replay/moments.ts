import type { OlistOrder } from './olist.ts';
import { isPaid, paidAt, settlementOf } from './order-facts.ts';

/**
 * What happens to an order, in the order in which it does when two happen at once. `approve`: the review ends or the slip
 * is paid; `prepare`: the sellers process and invoice.
 */
const KINDS = ['purchase', 'approve', 'prepare', 'call-off', 'hand-over', 'deliver'] as const;

export type Moment = {
  /** When it is told to Souk. */
  readonly at: Date;
  readonly kind: (typeof KINDS)[number];
  readonly order: OlistOrder;
  /** When it happened: before `at` where the source has a parcel handed over before its purchase. */
  readonly occurredAt: Date;
};

/** All that happens to all orders, in the order of business time. */
export function timelineOf(orders: readonly OlistOrder[]): Moment[] {
  return orders
    .flatMap(momentsOf)
    .toSorted(
      (a, b) =>
        a.at.getTime() - b.at.getTime() ||
        KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
        (a.order.id < b.order.id ? -1 : 1),
    );
}

function momentsOf(order: OlistOrder): Moment[] {
  const { purchasedAt } = order;
  const moments: Moment[] = [];
  const add = (kind: Moment['kind'], occurredAt: Date): void => {
    moments.push({ kind, order, occurredAt, at: occurredAt < purchasedAt ? purchasedAt : occurredAt });
  };
  add('purchase', purchasedAt);
  const paid = paidAt(order);
  if (paid !== null && settlementOf(order) !== 'at-once') add('approve', paid);
  const calledOff = order.status === 'canceled' || order.status === 'unavailable';
  if (calledOff) add('call-off', paid ?? purchasedAt);
  if (paid !== null && !calledOff && needsPreparing(order, paid)) add('prepare', paid);
  for (const [kind, occurredAt] of carrierNews(order)) add(kind, occurredAt);
  return moments;
}

/** What left before the money came was prepared before anybody asked. */
function needsPreparing({ status, handedOverAt }: OlistOrder, paid: Date): boolean {
  return status !== 'approved' && (handedOverAt === null || handedOverAt >= paid);
}

/** What the carrier reports; of an order that was called off as well, where it changes nothing any more. */
function carrierNews(order: OlistOrder): ['hand-over' | 'deliver', Date][] {
  const { status, handedOverAt, deliveredAt } = order;
  const news: ['hand-over' | 'deliver', Date][] = [];
  if (!isPaid(order)) return news;
  const travels = ['shipped', 'delivered', 'canceled', 'unavailable'].includes(status);
  // The source lacks a few of the times; the step itself is certain from the status.
  const shipped = handedOverAt ?? (status === 'shipped' ? paidAt(order) : null);
  if (travels && shipped !== null) news.push(['hand-over', shipped]);
  const arrived = deliveredAt ?? (status === 'delivered' ? (shipped ?? paidAt(order)) : null);
  if (status === 'delivered' && arrived !== null) news.push(['deliver', arrived]);
  return news;
}
