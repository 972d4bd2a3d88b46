import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { T0, brl, consignment, id, orderOf, placed } from '../../test/orders.ts';
import type { OrderCommand } from './commands.ts';
import { isAsFarAs } from './consignment-states.ts';
import { decide } from './decide.ts';
import { CARRIER_EVENTS } from './events.ts';
import { fold } from './evolve.ts';
import type { Order } from './order.ts';

const pay: OrderCommand = {
  type: 'settle-payments',
  captures: [{ paymentId: id('pay'), amount: brl(1_500), capturedAt: T0 }],
  stock: { kind: 'sold', reservationId: id('rsv') },
  refundId: id('rfd'),
};
const report = fc
  .record({ kind: fc.constantFrom(...CARRIER_EVENTS), at: fc.integer({ min: 0, max: 1_000_000 }) })
  .map(({ kind, at }): OrderCommand => ({
    type: 'report-carrier-event',
    consignmentId: id('csg', 1),
    kind,
    reportedAt: new Date(T0.getTime() + at),
    note: null,
  }));

const run = (order: Order, command: OrderCommand): Order =>
  fold(
    decide(command, order).map((event) => ({ at: T0, event })),
    order,
  ) ?? order;

describe('carrier events', () => {
  it('in any order, before and after payment, never move a consignment back and end at the same place', () => {
    fc.assert(
      fc.property(fc.array(report, { minLength: 1, maxLength: 12 }), fc.nat(12), (reports, paidAfter) => {
        const commands = reports.toSpliced(Math.min(paidAfter, reports.length), 0, pay);
        let order = orderOf(placed([consignment(1, [[1_000, 1]])]));
        for (const command of commands) {
          const next = run(order, command);
          if (order.status !== 'cancelled') expect(isAsFarAs(next.status, order.status)).toBe(true);
          order = next;
        }
        const delivered = reports.some(
          (each) => each.type === 'report-carrier-event' && each.kind === 'delivered',
        );
        expect(order.status).toBe(delivered ? 'delivered' : 'shipped');
      }),
    );
  });
});
