import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@souk/kernel';
import type { Database } from '@souk/platform/data';
import { testContext } from '@souk/platform/testing';
import { authorisePayment } from '../src/features/authorise-payment/authorise-payment.ts';
import { capturePayment } from '../src/features/capture-payment/capture-payment.ts';
import { hear, someEvent, someOrder, startPaymentsWorld, type PaymentsWorld } from './payments-world.ts';

let world: PaymentsWorld;
let transactions = 0;
const brl = (amount: number) => ({ amount, currency: 'BRL' });

beforeAll(async () => {
  world = await startPaymentsWorld();
});
afterAll(() => world.stop());

function counting(db: Database): Database {
  return {
    ...db,
    transaction: (work) => {
      transactions += 1;
      return db.transaction(work);
    },
  };
}

describe('what a card payment costs', () => {
  it('is one multi-document transaction, the capture: the settlement is one document', async () => {
    const { service, deps } = world.again({ db: counting(world.db) });
    const order = someOrder();
    const { orderId } = order;
    await authorisePayment(deps, testContext(), order);
    expect(transactions).toBe(0);
    await capturePayment(deps, testContext(), order.paymentId);
    expect(transactions).toBe(1);
    await hear(
      service,
      someEvent('OrderPaid', orderId, {
        orderId,
        total: brl(10_000),
        captured: brl(10_000),
        difference: brl(0),
        consignments: [
          {
            consignmentId: newId('consignment'),
            sellerId: newId('seller'),
            items: brl(9_000),
            freight: brl(1_000),
            commission: brl(900),
          },
        ],
      }),
    );
    expect(transactions).toBe(1);
  });

  it('is no transaction for a webhook of what the calls have answered', async () => {
    const { service } = world.again({ db: counting(world.db) });
    const heard: Parameters<typeof service.receiveWebhook>[0][] = [];
    world.setWebhooks((delivery) => {
      heard.push(delivery);
      return Promise.resolve();
    });
    const order = someOrder();
    await authorisePayment(world.deps, testContext(), order);
    await capturePayment(world.deps, testContext(), order.paymentId);
    await world.settled();
    transactions = 0;
    for (const delivery of heard) await service.receiveWebhook(delivery);
    expect(heard).toHaveLength(2);
    expect(transactions).toBe(0);
  });
});
