import { ok, route, type AnyRoute } from '@souk/platform/http';
import type { SandboxControl } from './control.ts';
import { businessTime, businessTimeReply } from './schemas.ts';

/** Business time: drives orders, payments and reservations; tokens and limits go by the machine's. */
export function timeRoutes({ businessClock }: Pick<SandboxControl, 'businessClock'>): AnyRoute[] {
  const shown = () =>
    ok({
      now: businessClock.clock.now().toISOString(),
      stoppedAt: businessClock.stoppedAt()?.toISOString() ?? null,
    });
  return [
    route({
      method: 'get',
      path: '/business-time',
      operationId: 'getBusinessTime',
      summary: 'Business time',
      tag: 'sandbox',
      access: { allow: 'roles', roles: ['admin'] },
      replies: { 200: { description: 'Business time as it stands.', schema: businessTimeReply } },
      errors: [],
      example: {},
      handle: () => Promise.resolve(shown()),
    }),
    route({
      method: 'put',
      path: '/business-time',
      operationId: 'setBusinessTime',
      summary: 'Stop business time at an instant, or let it follow the machine (null)',
      tag: 'sandbox',
      access: { allow: 'roles', roles: ['admin'] },
      rate: 'unlimited',
      body: businessTime,
      replies: { 200: { description: 'Business time from now on.', schema: businessTimeReply } },
      errors: [],
      example: { body: { stoppedAt: null } },
      handle: async (_ctx, { body }) => {
        await businessClock.set(body.stoppedAt === null ? null : new Date(body.stoppedAt));
        return shown();
      },
    }),
  ];
}
