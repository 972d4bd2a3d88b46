import { moneyFromWire, moneyToWire } from '@souk/kernel';
import { ok, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import { sandboxError } from './errors.ts';
import type { SandboxControl } from './control.ts';
import { freights } from './schemas.ts';

const EXAMPLE_OFFER = 'ofr_01890000-0000-7000-8000-000000000001';
const offerParams = z.strictObject({ offerId: freights.shape.freights.element.shape.offerId });
const freight = freights.shape.freights.element.meta({ id: 'SandboxFreight' });

/** Freight that is set per offer, over the rate table. */
export function freightRoutes({ rates, currency }: Pick<SandboxControl, 'rates' | 'currency'>): AnyRoute[] {
  return [
    route({
      method: 'put',
      path: '/freights',
      operationId: 'setFreights',
      summary: 'Set the freight per piece of offers; null goes back to the rate table',
      tag: 'sandbox',
      access: { allow: 'roles', roles: ['admin'] },
      rate: 'unlimited',
      bodyLimit: 512 * 1024,
      body: freights,
      replies: { 200: { description: 'The freights as set.', schema: freights } },
      errors: ['currency'],
      example: {
        body: { freights: [{ offerId: EXAMPLE_OFFER, freight: { amount: 1290, currency: 'BRL' } }] },
      },
      handle: async (_ctx, { body }) => {
        requireCurrency(body.freights, currency);
        await rates.setFreights(
          body.freights.map((each) => ({
            offerId: each.offerId,
            freight: each.freight === null ? null : moneyFromWire(each.freight),
          })),
        );
        return ok(body);
      },
    }),
    route({
      method: 'get',
      path: '/freights/:offerId',
      operationId: 'getFreight',
      summary: 'The freight that was set for an offer',
      tag: 'sandbox',
      access: { allow: 'roles', roles: ['admin'] },
      params: offerParams,
      replies: { 200: { description: 'The freight; null: the rate table.', schema: freight } },
      errors: [],
      example: { params: { offerId: EXAMPLE_OFFER } },
      handle: (_ctx, { params: { offerId } }) => {
        const set = rates.freightOf(offerId);
        return Promise.resolve(ok({ offerId, freight: set === null ? null : moneyToWire(set) }));
      },
    }),
  ];
}

function requireCurrency(list: z.infer<typeof freights>['freights'], currency: string): void {
  const wrong = list.findIndex((each) => each.freight !== null && each.freight.currency !== currency);
  if (wrong === -1) return;
  throw sandboxError('currency', {}, [
    { pointer: `/freights/${wrong}/freight/currency`, rule: 'currency', message: `must be ${currency}` },
  ]);
}
