import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PaymentMethod, PaymentsService, PaymentState } from '@souk/contracts';
import { newId } from '@souk/kernel';
import { binaryPort } from '@souk/platform/rpc';
import { requireValidRoutes } from '@souk/platform/http';
import { callRoute, testContext, testIdentity } from '@souk/platform/testing';
import { paymentsRpc } from '../src/rpc.ts';
import { hear, someEvent, someOrder, startPaymentsWorld, type PaymentsWorld } from './payments-world.ts';

let world: PaymentsWorld;
const ctx = testContext();
const admin = testIdentity(['admin']);
const sellerId = newId('seller');
const seller = testIdentity(['seller'], { sellerId });
const order = someOrder();
const brl = (amount: number) => ({ amount, currency: 'BRL' });

beforeAll(async () => {
  world = await startPaymentsWorld();
});
afterAll(() => world.stop());

const get = (path: string, identity = admin) =>
  callRoute(world.service.http, { method: 'GET', path: `/api/v1${path}`, identity });

describe('payments from outside', () => {
  it('declares its routes well', () => {
    expect(() => requireValidRoutes([world.service.http])).not.toThrow();
  });

  it('answers calls through their binary form', async () => {
    const port = binaryPort(PaymentsService, paymentsRpc(world.deps).implementation);
    const authorised = await port.authorise(ctx, {
      paymentId: order.paymentId,
      orderId: order.orderId,
      method: PaymentMethod.CARD,
      amount: { amount: 10_000n, currency: 'BRL' },
      token: 'tok_ok',
      instalments: 3,
      expiresAtMs: 0n,
    });
    expect(authorised).toMatchObject({ state: PaymentState.AUTHORISED, instalments: 3, capturedAtMs: 0n });
    const captured = await port.capture(ctx, { paymentId: order.paymentId });
    expect(captured).toMatchObject({
      state: PaymentState.CAPTURED,
      captured: { amount: 10_000n },
      capturedAtMs: BigInt(Date.parse('2018-01-01T12:00:00Z')),
    });
    const { payments } = await port.listPayments(ctx, { orderId: order.orderId });
    expect(payments.map((payment) => payment.paymentId)).toEqual([order.paymentId]);
    await expect(port.void(ctx, { paymentId: order.paymentId })).rejects.toMatchObject({
      code: 'payment-state',
    });
  });

  it('shows a seller its balance and statement, and nobody else’s', async () => {
    const { orderId } = order;
    const consignment = {
      consignmentId: newId('consignment'),
      sellerId,
      items: brl(9_000),
      freight: brl(1_000),
      commission: brl(900),
    };
    await hear(
      world.service,
      someEvent('OrderPaid', orderId, {
        orderId,
        total: brl(10_000),
        captured: brl(10_000),
        difference: brl(0),
        consignments: [consignment],
      }),
    );
    await hear(world.service, someEvent('ConsignmentDelivered', orderId, { orderId, ...consignment }));
    expect(await get(`/sellers/${sellerId}/balance`, seller)).toMatchObject({
      status: 200,
      body: { sellerId, pending: brl(0), available: brl(9_100) },
    });
    const first = await get(`/sellers/${sellerId}/statement?limit=1`, seller);
    expect(first.body).toMatchObject({
      data: [{ kind: 'release', orderId, pending: brl(-9_100), available: brl(9_100) }],
    });
    const { next } = first.body as { next: string };
    expect((await get(`/sellers/${sellerId}/statement?limit=1&next=${next}`, seller)).body).toMatchObject({
      data: [{ kind: 'settlement', pending: brl(9_100), available: brl(0) }],
      next: null,
    });
    const other = await get(`/sellers/${newId('seller')}/balance`, seller);
    expect(other).toMatchObject({ status: 404, body: { code: 'seller-not-found' } });
    expect((await get(`/sellers/${newId('seller')}/statement?next=${next}`)).status).toBe(422);
  });

  it('shows an administrator payments, ledger and reconciliation', async () => {
    expect((await get(`/payments/${order.paymentId}`)).body).toMatchObject({
      id: order.paymentId,
      state: 'captured',
      fee: brl(250),
    });
    expect((await get(`/payments?orderId=${order.orderId}&state=captured`)).body).toMatchObject({
      data: [{ id: order.paymentId }],
      next: null,
    });
    const accounts = (await get('/ledger/accounts')).body as {
      data: { account: string; net: { amount: number }; balance: { amount: number } }[];
    };
    expect(Object.fromEntries(accounts.data.map((each) => [each.account, each.balance.amount]))).toEqual({
      'provider-clearing': 9_750,
      'buyer-funds': 0,
      'seller-pending': 0,
      'seller-available': 9_100,
      commission: 900,
      rounding: 0,
      'provider-fees': 250,
      'refunds-pending': 0,
      'outside-refunds': 0,
    });
    expect(accounts.data.reduce((sum, each) => sum + each.net.amount, 0)).toBe(0);
    const transactions = await get(`/ledger/transactions?orderId=${order.orderId}`);
    expect(transactions.body).toMatchObject({
      data: [{ kind: 'capture' }, { kind: 'settlement' }, { kind: 'release' }],
    });
    expect((await get('/ledger/reconciliations')).body).toMatchObject({
      data: [{ paymentId: order.paymentId, ledger: brl(9_750), difference: brl(0) }],
      next: null,
    });
  });

  it('keeps others out', async () => {
    expect((await get('/ledger/accounts', seller)).status).toBe(403);
    const guest = await callRoute(world.service.http, { method: 'GET', path: '/api/v1/payments' });
    expect(guest.status).toBe(401);
    expect((await get(`/payments/${newId('payment')}`)).status).toBe(404);
    expect((await get('/payments/pay_1')).status).toBe(422);
  });
});
