import { expect } from '@jest/globals';
import { newId, type Id } from '@souk/kernel';
import { callRoute, testIdentity, type TestRequest } from '@souk/platform/testing';
import { stockedOffer, type Shop } from './harness.ts';
import { address } from './orders.ts';

/** A client of the service: requests go through the whole HTTP edge. */

export type Json = Record<string, unknown> & {
  id: string;
  data: Json[];
  consignments: Json[];
  lines: Json[];
};

export async function call(
  shop: Shop,
  method: TestRequest['method'],
  path: string,
  rest: Omit<TestRequest, 'method' | 'path'> = {},
) {
  const response = await callRoute(shop.service.http, { method, path: `/api/v1${path}`, ...rest });
  return { status: response.status, body: response.body as Json, headers: response.headers };
}

/** A paid order of a customer: two pieces of one seller at 10.00 and freight of 5.00. */
export async function paidOrder(shop: Shop) {
  const customer = testIdentity(['customer']);
  const sellerId = newId('seller');
  const offerId = stockedOffer(shop, { sellerId });
  const cart = await call(shop, 'POST', '/carts', { identity: customer });
  const cartId = cart.body.id;
  await call(shop, 'POST', `/carts/${cartId}/lines`, { identity: customer, body: { offerId, quantity: 2 } });
  const total = { amount: 2_500, currency: 'BRL' };
  const body = {
    cartId,
    expectedTotal: total,
    address: { ...address, line2: undefined },
    payments: [{ method: 'card', amount: total, token: 'tok_ok' }],
  };
  const checkout = await call(shop, 'POST', '/checkouts', { identity: customer, body });
  expect(checkout.status).toBe(201);
  const orderId = checkout.body['orderId'] as Id;
  const order = await call(shop, 'GET', `/orders/${orderId}`, { identity: customer });
  const consignmentId = order.body.consignments[0]?.id ?? '';
  const lineId = order.body.consignments[0]?.lines[0]?.['id'] as Id;
  return {
    customer,
    seller: testIdentity(['seller'], { sellerId }),
    offerId,
    orderId,
    consignmentId,
    lineId,
  };
}
