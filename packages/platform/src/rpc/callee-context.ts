import { DomainError } from '@souk/kernel';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Identity, RequestContext } from '../context/index.ts';
import { fromBase64Json, toBase64Json } from './base64-json.ts';

/**
 * The context as the called service sees it: who asks, on which request and command, until when. The idempotency claim
 * belongs to the caller's database, the cart token and the version to the caller's route.
 */
export function calleeContext(ctx: RequestContext): RequestContext {
  return { ...ctx, cartToken: null, ifMatch: null, idempotency: null };
}

const REQUEST_ID = 'x-request-id';
const COMMAND_ID = 'x-command-id';
const IDENTITY = 'x-souk-identity';

const identitySchema: z.ZodType<Identity> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('guest') }),
  z.object({
    kind: z.literal('account'),
    accountId: z.string(),
    roles: z.array(z.enum(['customer', 'seller', 'admin', 'carrier'])),
    sellerId: z.string().nullable(),
    sessionId: z.string().exactOptional(),
  }),
  z.object({ kind: z.literal('system'), name: z.string() }),
]);

/** The context as headers; the deadline travels as the call's own time-out, since clocks differ between machines. */
export function contextToHeaders(ctx: RequestContext): Record<string, string> {
  return {
    [REQUEST_ID]: ctx.requestId,
    [COMMAND_ID]: ctx.commandId,
    [IDENTITY]: toBase64Json(ctx.identity),
  };
}

/**
 * The context that the headers of a call from another service tell. Services trust each other: the network or TLS keeps
 * strangers out.
 * @throws DomainError `rpc-context` when a header is missing or can't be read.
 */
export function contextFromHeaders(headers: Headers, remainingMs: number, log: Logger): RequestContext {
  const requestId = headers.get(REQUEST_ID);
  const commandId = headers.get(COMMAND_ID);
  const identity = identitySchema.safeParse(fromBase64Json(headers.get(IDENTITY) ?? ''));
  if (requestId === null || commandId === null || !identity.success)
    throw new DomainError('rpc-context', 'malformed', 'The call does not say who asks, or on which request.');
  return {
    requestId,
    deadline: Date.now() + remainingMs,
    identity: identity.data,
    cartToken: null,
    ifMatch: null,
    commandId,
    idempotency: null,
    log: log.child({ requestId }),
  };
}
