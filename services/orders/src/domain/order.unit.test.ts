import { describe, expect, it } from '@jest/globals';
import { T0, brl, consignment, id, orderOf, placed } from '../../test/orders.ts';
import type { OrderCommand } from './commands.ts';
import { decide } from './decide.ts';
import type { OrderEvent } from './events.ts';
import { fold } from './evolve.ts';

const later = new Date('2026-03-05T10:00:00.000Z');
const capture = (n = 1, amount = 2_500) => ({
  paymentId: id('pay', n),
  amount: brl(amount),
  capturedAt: T0,
});
const settle = (captures = [capture()]): OrderCommand => ({
  type: 'settle-payments',
  captures,
  stock: { kind: 'sold', reservationId: id('rsv') },
  refundId: id('rfd'),
});
const handOver = (kind: 'handed-over' | 'delivered' = 'handed-over', reportedAt = later): OrderCommand => ({
  type: 'report-carrier-event',
  consignmentId: id('csg', 1),
  kind,
  reportedAt,
  note: null,
});
const move = (to: 'processing' | 'invoiced' | 'shipped', n = 1): OrderCommand => ({
  type: 'move-consignment',
  consignmentId: id('csg', n),
  to,
  reportedAt: later,
});

/** Given events, when commands come one after another: what then happens, and the order afterwards. */
function given(...events: OrderEvent[]) {
  return {
    when: (...commands: OrderCommand[]) => {
      let order = orderOf(...events);
      let last: readonly OrderEvent[] = [];
      for (const command of commands) {
        last = decide(command, order);
        order =
          fold(
            last.map((event) => ({ at: T0, event })),
            order,
          ) ?? order;
      }
      return { events: last, types: last.map((event) => event.type), order };
    },
  };
}

const one = placed([consignment(1, [[2_000, 1]])]);
const two = placed([consignment(1, [[2_000, 1]]), consignment(2, [[1_000, 2]])]);

describe('an order', () => {
  it('is placed once', () => {
    if (one.type !== 'OrderPlaced') throw new TypeError('fixture');
    expect(decide({ type: 'place-order', placed: one.data }, null)).toEqual([one]);
    expect(decide({ type: 'place-order', placed: one.data }, orderOf(one))).toEqual([]);
  });

  it('is paid by its full amount', () => {
    const { events, order } = given(one).when(settle());
    expect(events.map((event) => event.type)).toEqual(['PaymentRecorded', 'OrderPaid']);
    expect(events[1]?.data).toMatchObject({
      captured: brl(2_500),
      difference: brl(0),
      shares: [{ items: brl(2_000), freight: brl(500), commission: brl(200) }],
    });
    expect(order.status).toBe('paid');
  });

  it('is paid once, however often the capture is reported', () => {
    expect(given(one).when(settle(), settle()).events).toEqual([]);
  });

  it('waits for all of its payments', () => {
    const split = placed([consignment(1, [[2_000, 1]])], [2_000, 500]);
    const { types, order } = given(split).when(settle([capture(1, 2_000)]));
    expect(types).toEqual(['PaymentRecorded']);
    expect(order.status).toBe('awaiting-payment');
    const rest = given(split).when(settle([capture(1, 2_000)]), settle([capture(2, 500)]));
    expect(rest.types).toEqual(['PaymentRecorded', 'OrderPaid']);
  });

  it('is paid at once when it costs nothing', () => {
    const free = placed([consignment(1, [[0, 1]], 0)], [0]);
    expect(given(free).when(settle([])).types).toEqual(['OrderPaid']);
  });

  it('books a tolerated difference', () => {
    const { order } = given(placed([consignment(1, [[2_000, 1]])], [2_498])).when(
      settle([capture(1, 2_498)]),
    );
    expect(order.difference).toEqual(brl(-2));
  });

  it('gives all money back when the stock is gone', () => {
    const { types, events, order } = given(one).when({
      ...settle(),
      stock: { kind: 'gone' },
    } as OrderCommand);
    expect(types).toEqual(['PaymentRecorded', 'ConsignmentCancelled', 'OrderCancelled', 'RefundRequested']);
    expect(events[3]?.data).toMatchObject({ amount: brl(2_500), shares: [] });
    expect(order.status).toBe('cancelled');
  });

  it('comes back when its money comes late and the stock is held again', () => {
    const lapse: OrderCommand = {
      type: 'cancel-order',
      reason: 'payment-expired',
      captures: [],
      refundId: id('rfd'),
    };
    const late: OrderCommand = {
      type: 'settle-payments',
      captures: [capture()],
      stock: { kind: 'sold', reservationId: id('rsv', 2) },
      refundId: id('rfd'),
    };
    const { types, order } = given(one).when(lapse, late);
    expect(types).toEqual(['PaymentRecorded', 'OrderReinstated', 'ReservationReplaced', 'OrderPaid']);
    expect(order).toMatchObject({ status: 'paid', cancelReason: null, reservationId: id('rsv', 2) });
  });

  it('returns money that comes after the buyer has called it off', () => {
    const cancel: OrderCommand = {
      type: 'cancel-order',
      reason: 'changed my mind',
      captures: [],
      refundId: id('rfd'),
    };
    const { types, order } = given(one).when(cancel, settle());
    expect(types).toEqual(['PaymentRecorded', 'RefundRequested']);
    expect(order.status).toBe('cancelled');
  });
});

describe('a consignment', () => {
  it.each([
    [['processing', 'invoiced', 'shipped']],
    [['invoiced', 'processing', 'shipped']],
    [['shipped']],
    [['invoiced', 'shipped']],
  ] as const)('may go %s', (path) => {
    expect(given(one).when(settle(), ...path.map((to) => move(to))).order.status).toBe('shipped');
  });

  it('enters no state twice', () => {
    expect(() => given(one).when(settle(), move('processing'), move('invoiced'), move('processing'))).toThrow(
      expect.objectContaining({ code: 'consignment-state' }),
    );
  });

  it('is not worked on before payment', () => {
    expect(() => given(one).when(move('invoiced'))).toThrow(
      expect.objectContaining({ code: 'consignment-state' }),
    );
  });

  it('that is handed over before payment is shipped on payment', () => {
    const { order: waiting } = given(one).when(handOver());
    expect(waiting.status).toBe('awaiting-payment');
    const { events, order } = given(one).when(handOver(), settle());
    expect(events.at(-1)).toMatchObject({ type: 'ConsignmentStatusChanged', data: { reportedAt: later } });
    expect(order.status).toBe('shipped');
  });

  it('that the seller hands over before payment is shipped on payment', () => {
    expect(given(one).when(move('shipped'), settle()).order.status).toBe('shipped');
  });

  it('that is delivered before payment is delivered on payment, whatever comes after', () => {
    const { order, types } = given(one).when(handOver('delivered'), handOver(), settle());
    expect(order.status).toBe('delivered');
    expect(types).toContain('ConsignmentDelivered');
  });

  it('never moves back', () => {
    const { types, order } = given(one).when(settle(), handOver('delivered'), handOver());
    expect(types).toEqual(['CarrierReported']);
    expect(order.status).toBe('delivered');
  });

  it('takes the same news once', () => {
    expect(given(one).when(settle(), handOver(), handOver()).events).toEqual([]);
  });

  it('decides the status of the order when it is the least advanced', () => {
    const paid = settle([capture(1, 5_000)]);
    expect(given(two).when(paid, handOver('delivered')).order.status).toBe('paid');
    const cancel: OrderCommand = {
      type: 'cancel-consignments',
      consignmentIds: [id('csg', 2)],
      reason: 'sold elsewhere',
      refundId: id('rfd'),
    };
    expect(given(two).when(paid, handOver('delivered'), cancel).order.status).toBe('delivered');
  });

  it('is not cancelled once it has left', () => {
    const cancel: OrderCommand = {
      type: 'cancel-consignments',
      consignmentIds: [id('csg', 1)],
      reason: 'late',
      refundId: id('rfd'),
    };
    expect(() => given(one).when(settle(), handOver(), cancel)).toThrow(
      expect.objectContaining({ code: 'consignment-state' }),
    );
  });
});

describe('cancelling a paid order', () => {
  it('asks back each share and, with the last, the rounding', () => {
    const { events, order } = given(placed([consignment(1, [[2_000, 1]])], [2_498])).when(
      settle([capture(1, 2_498)]),
      { type: 'cancel-order', reason: 'changed my mind', captures: [], refundId: id('rfd') },
    );
    expect(events.map((event) => event.type)).toEqual([
      'ConsignmentCancelled',
      'OrderCancelled',
      'RefundRequested',
    ]);
    expect(events[2]?.data).toMatchObject({
      amount: brl(2_498),
      rounding: brl(-2),
      shares: [{ items: brl(2_000), freight: brl(500), commission: brl(200), delivered: false }],
    });
    expect(order.status).toBe('cancelled');
  });
});
