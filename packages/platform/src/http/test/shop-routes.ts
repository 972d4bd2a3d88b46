import { DomainError } from '@souk/kernel';
import { z } from 'zod';
import type { RequestContext } from '../../context/index.ts';
import { noContent, ok, route, type AnyRoute, type Reply } from '../index.ts';

const thing = z.strictObject({ id: z.string().max(40), name: z.string().max(40) }).meta({ id: 'Thing' });

const thingBody = z.strictObject({
  name: z.string().min(1).max(40),
  price: z.strictObject({ amount: z.int().min(0), currency: z.string().max(3) }).optional(),
  tags: z.array(z.string().max(10)).max(3).optional(),
  payment: z
    .discriminatedUnion('method', [
      z.strictObject({ method: z.literal('card'), token: z.string().max(40) }),
      z.strictObject({ method: z.literal('slip') }),
    ])
    .optional(),
});

/** `POST /things`: `work` gets the parsed body and the request's context. */
export function addThing(
  work: (body: z.infer<typeof thingBody>, ctx: RequestContext) => Promise<Reply> = (body) =>
    Promise.resolve({ status: 201, body: { id: 't1', name: body.name } }),
): AnyRoute {
  return route({
    method: 'post',
    path: '/things',
    operationId: 'addThing',
    summary: 'Add a thing',
    tag: 'things',
    access: { allow: 'anyone' },
    body: thingBody,
    replies: { 201: { description: 'Added.', schema: thing } },
    errors: ['name-taken'],
    example: { body: { name: 'Lamp' } },
    handle: (ctx, { body }) => work(body, ctx),
  });
}

/** `GET /things/{thingId}`. */
export function getThing(work: (id: string) => Promise<Reply>): AnyRoute {
  return route({
    method: 'get',
    path: '/things/:thingId',
    operationId: 'getThing',
    summary: 'A thing',
    tag: 'things',
    access: { allow: 'anyone' },
    params: z.strictObject({
      thingId: z
        .string()
        .regex(/^t\d+$/)
        .max(10),
    }),
    replies: { 200: { description: 'The thing.', schema: thing } },
    errors: ['no-such-thing'],
    example: { params: { thingId: 't1' } },
    handle: (_ctx, { params }) => work(params.thingId),
  });
}

/** `GET /things` with filters. */
export function listThings(): AnyRoute {
  return route({
    method: 'get',
    path: '/things',
    operationId: 'listThings',
    summary: 'Things',
    tag: 'things',
    access: { allow: 'anyone' },
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(100).default(20),
      q: z.string().max(20).optional(),
    }),
    replies: {
      200: {
        description: 'Things.',
        schema: z.strictObject({ limit: z.number(), q: z.string().nullable() }),
      },
    },
    errors: [],
    example: { query: { limit: '5' } },
    handle: (_ctx, { query }) => Promise.resolve(ok({ limit: query.limit, q: query.q ?? null })),
  });
}

/** `DELETE /things/{thingId}`, for administrators. */
export function removeThing(): AnyRoute {
  return route({
    method: 'delete',
    path: '/things/:thingId',
    operationId: 'removeThing',
    summary: 'Remove a thing',
    tag: 'things',
    access: { allow: 'roles', roles: ['admin', 'seller'] },
    params: z.strictObject({ thingId: z.string().max(10) }),
    replies: { 204: { description: 'Gone.', schema: null } },
    errors: ['no-such-thing'],
    example: { params: { thingId: 't1' } },
    handle: () => Promise.resolve(noContent()),
  });
}

export const SHOP_ERRORS = {
  'name-taken': { kind: 'conflict', message: 'Another thing has this name.' },
  'no-such-thing': { kind: 'not-found', message: 'There is no such thing.' },
} as const;

export function nameTaken(): DomainError {
  return new DomainError('name-taken', 'conflict', SHOP_ERRORS['name-taken'].message, { name: 'Lamp' });
}
