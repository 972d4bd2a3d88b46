import { describe, expect, it } from '@jest/globals';
import { addMoney, isZeroMoney, subtractMoney, sumMoney } from '@souk/kernel';
import fc from 'fast-check';
import { T0, brl, consignment, id, orderOf, placed } from '../../test/orders.ts';
import type { OrderCommand } from './commands.ts';
import { decide } from './decide.ts';
import { fold } from './evolve.ts';
import type { Order } from './order.ts';
import { capturedOf, refundableOf, remainingOfLine, remainingShare } from './shares.ts';

const priceAndQuantity = fc.tuple(fc.integer({ min: 0, max: 50_000 }), fc.integer({ min: 1, max: 5 }));
const someConsignments = fc
  .array(
    fc.record({
      lines: fc.array(priceAndQuantity, { minLength: 1, maxLength: 4 }),
      freight: fc.integer({ min: 0, max: 3_000 }),
      basisPoints: fc.integer({ min: 0, max: 10_000 }),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((all) => all.map((each, n) => consignment(n + 1, each.lines, each.freight, each.basisPoints)));

/** Which consignment, and in thousandths how much of its first line and of its freight. */
const someRefunds = fc.array(
  fc.record({
    at: fc.nat(2),
    line: fc.integer({ min: 0, max: 1_000 }),
    freight: fc.integer({ min: 0, max: 1_000 }),
  }),
  { maxLength: 8 },
);

function run(order: Order, command: OrderCommand): Order {
  return (
    fold(
      decide(command, order).map((event) => ({ at: T0, event })),
      order,
    ) ?? order
  );
}

function paidOrder(consignments: ReturnType<typeof consignment>[], off: number): Order {
  const plain = orderOf(placed(consignments));
  const pays = Number(plain.total.amount) + off;
  return run(orderOf(placed(consignments, [pays])), {
    type: 'settle-payments',
    captures: [{ paymentId: id('pay'), amount: brl(pays), capturedAt: T0 }],
    stock: { kind: 'sold', reservationId: id('rsv') },
    refundId: id('rfd', 999),
  });
}

function refundPart(order: Order, n: number, refund: { at: number; line: number; freight: number }): Order {
  const target = order.consignments[refund.at % order.consignments.length];
  const line = target?.lines[0];
  if (target === undefined || line === undefined) throw new TypeError('fixture');
  const part = (whole: bigint, thousandths: number) => (whole * BigInt(thousandths)) / 1_000n;
  const amount = brl(part(remainingOfLine(line).amount, refund.line));
  const freight = brl(part(remainingShare(target).freight.amount, refund.freight));
  if (isZeroMoney(addMoney(amount, freight))) return order;
  return run(order, {
    type: 'request-refund',
    refundId: id('rfd', n),
    consignmentId: target.consignmentId,
    reduction: { lines: [{ orderLineId: line.orderLineId, amount }], freight },
    reason: 'damaged',
  });
}

function refundRest(order: Order): Order {
  return order.consignments.reduce(
    (now, each, n) =>
      isZeroMoney(addMoney(remainingShare(each).items, remainingShare(each).freight))
        ? now
        : run(now, {
            type: 'request-refund',
            refundId: id('rfd', 500 + n),
            consignmentId: each.consignmentId,
            reduction: null,
            reason: 'all of it',
          }),
    order,
  );
}

describe('refunds', () => {
  it('return the commission by which the remaining one is less', () => {
    const order = paidOrder([consignment(1, [[1_005, 1]], 0, 1_000)], 0);
    const line = order.consignments[0]?.lines[0];
    const events = decide(
      {
        type: 'request-refund',
        refundId: id('rfd'),
        consignmentId: id('csg', 1),
        reduction: { lines: [{ orderLineId: line?.orderLineId ?? '', amount: brl(1) }], freight: brl(0) },
        reason: 'scratch',
      },
      order,
    );
    // 10 % of 10.05 is 1.01, of 10.04 1.00: one centavo of commission goes back with one centavo of price.
    expect(events[0]?.data).toMatchObject({ amount: brl(1), shares: [{ commission: brl(1) }] });
  });

  it('of everything, in any parts, return exactly what came in, and all commission', () => {
    fc.assert(
      fc.property(
        someConsignments,
        someRefunds,
        fc.integer({ min: -2, max: 2 }),
        (consignments, refunds, off) => {
          const total = Number(orderOf(placed(consignments)).total.amount);
          fc.pre(total > 10);
          const paid = paidOrder(consignments, off);
          const partly = refunds.reduce((order, refund, n) => refundPart(order, n + 1, refund), paid);
          expect(refundableOf(partly).amount).toBeGreaterThanOrEqual(0n);
          const done = refundRest(partly);
          expect(refundableOf(done)).toEqual(brl(0));
          for (const each of done.consignments) {
            expect(remainingShare(each)).toMatchObject({
              items: brl(0),
              freight: brl(0),
              commission: brl(0),
            });
          }
        },
      ),
    );
  });

  it('keep what remains equal to what was captured less what went back', () => {
    fc.assert(
      fc.property(someConsignments, someRefunds, (consignments, refunds) => {
        const order = refunds.reduce(
          (now, refund, n) => refundPart(now, n + 1, refund),
          paidOrder(consignments, 0),
        );
        const remaining = order.consignments.map(remainingShare);
        const left = sumMoney(
          remaining.map((share) => addMoney(share.items, share.freight)),
          'BRL',
        );
        const returned = sumMoney(
          order.refunds.map((refund) => refund.amount),
          'BRL',
        );
        expect(left).toEqual(subtractMoney(capturedOf(order), returned));
      }),
    );
  });

  it('take no more than is left', () => {
    const order = paidOrder([consignment(1, [[1_000, 1]], 0)], 0);
    const line = order.consignments[0]?.lines[0]?.orderLineId ?? '';
    const refund = (amount: number): OrderCommand => ({
      type: 'request-refund',
      refundId: id('rfd', amount),
      consignmentId: id('csg', 1),
      reduction: { lines: [{ orderLineId: line, amount: brl(amount) }], freight: brl(0) },
      reason: 'damaged',
    });
    expect(() => decide(refund(600), run(order, refund(500)))).toThrow(
      expect.objectContaining({ code: 'refund-too-large' }),
    );
  });
});
