import { hash } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { remainingMs, requireInTime, type Identity, type RequestContext } from '../context/index.ts';
import type { Guard } from '../auth/index.ts';
import { refusal } from './access.ts';
import { answerOf, type Answer } from './answer.ts';
import { httpError } from './errors.ts';
import { openExchange, send, sendProblem, type Edge, type Exchange } from './exchange.ts';
import { nameRequest, runOnce, type RequestName } from './idempotency.ts';
import type { HttpModule } from './module.ts';
import { problemAnswer } from './problem.ts';
import { rateLimited, type Limiter } from './rate-limit.ts';
import { controlHeaders, freshRequestId, type ControlHeaders } from './request-headers.ts';
import { checkReply } from './reply-check.ts';
import { readInput, type ParsedInput } from './route-input.ts';
import type { AnyRoute } from './route.ts';
import { throughPageCache } from './page-reads.ts';

/** What running a route needs beside the route. */
export type RouteEdge = Edge & {
  readonly guard: Guard;
  readonly limiter: Limiter;
  /** How long callers wait who do not say (`Request-Timeout`). */
  readonly defaultTimeoutMs: number;
  /** Whether every success is held against its declared schema: in tests. */
  readonly checkReplies: boolean;
};

/** Makes Express's handler of a route. */
export function routeHandler(edge: RouteEdge, module: HttpModule, route: AnyRoute): RequestHandler {
  return async (req, res) => {
    const exchange = openExchange(edge, route.operationId, req, res);
    try {
      send(edge, exchange, await respond(edge, module, route, exchange));
    } catch (error) {
      sendProblem(edge, exchange, error);
    }
  };
}

async function respond(
  edge: RouteEdge,
  module: HttpModule,
  route: AnyRoute,
  exchange: Exchange,
): Promise<Answer> {
  const { req } = exchange;
  const identity = await identify(edge, route, exchange);
  if (identity.kind === 'account') exchange.accountId = identity.accountId;
  await limit(edge, route, exchange, identity);
  const control = controlHeaders(req.headers);
  const refused = refusal(route.access, identity, control.cartToken);
  if (refused !== null) throw refused;
  const input = await readInput(route, req);
  if (route.method === 'get') {
    const ctx = contextOf(edge, exchange, identity, control, null);
    if (route.cache === undefined) return beforeDeadline(ctx, () => handle(edge, route, ctx, input));
    return throughPageCache(route, route.cache, req, () =>
      beforeDeadline(ctx, () => handle(edge, route, ctx, input)),
    );
  }
  return mutate(edge, module, route, exchange, { identity, control, input });
}

/** A caller with a bad token is counted by its address before it is refused, so that guessing is limited too. */
async function identify(edge: RouteEdge, route: AnyRoute, exchange: Exchange): Promise<Identity> {
  try {
    return await edge.guard.identify(exchange.req.headers);
  } catch (error) {
    await limit(edge, route, exchange, { kind: 'guest' });
    throw error;
  }
}

async function limit(
  edge: RouteEdge,
  route: AnyRoute,
  exchange: Exchange,
  identity: Identity,
): Promise<void> {
  const { passed, headers } = await edge.limiter.count(exchange.req, route.rate ?? 'default', identity);
  exchange.rateHeaders = headers;
  if (!passed) throw rateLimited();
}

type Caller = {
  readonly identity: Identity;
  readonly control: ControlHeaders;
  readonly input: ParsedInput;
};

/**
 * A mutation is never cut off from outside: it may have written. It looks at `ctx.deadline` itself before its first
 * durable write.
 */
async function mutate(
  edge: RouteEdge,
  module: HttpModule,
  route: AnyRoute,
  exchange: Exchange,
  { identity, control, input }: Caller,
): Promise<Answer> {
  const { req } = exchange;
  const key = control.idempotencyKey;
  if (key === null) {
    const ctx = contextOf(edge, exchange, identity, control, null);
    requireInTime(ctx);
    return handle(edge, route, ctx, input);
  }
  const name = nameRequest({
    identity,
    cartToken: control.cartToken,
    address: req.ip ?? '',
    method: req.method,
    path: exchange.path,
    key,
  });
  const ctx = contextOf(edge, exchange, identity, control, name);
  requireInTime(ctx);
  return runOnce(
    module.idempotency,
    name,
    { bodyHash: bodyHashOf(req, input.rawBody), ctx },
    () => handle(edge, route, ctx, input),
    (error) => problemAnswer(error, exchange),
  );
}

/** The query belongs to what was asked. */
function bodyHashOf(req: Request, rawBody: Uint8Array): string {
  const queryStart = req.originalUrl.indexOf('?');
  const query = queryStart === -1 ? '' : req.originalUrl.slice(queryStart);
  return hash('sha256', Buffer.concat([Buffer.from(`${query}\n`), rawBody]), 'base64url');
}

async function handle(
  edge: RouteEdge,
  route: AnyRoute,
  ctx: RequestContext,
  input: ParsedInput,
): Promise<Answer> {
  // The input was made by the route's own schemas: see `AnyRoute`.
  const reply = await route.handle(ctx, input as never);
  if (edge.checkReplies) checkReply(route, reply);
  return answerOf(reply, route);
}

function contextOf(
  edge: RouteEdge,
  exchange: Exchange,
  identity: Identity,
  control: ControlHeaders,
  name: RequestName | null,
): RequestContext {
  const waited = performance.now() - exchange.startedAt;
  return {
    requestId: exchange.requestId,
    deadline: Date.now() - waited + (control.timeoutMs ?? edge.defaultTimeoutMs),
    identity,
    cartToken: control.cartToken,
    ifMatch: control.ifMatch,
    commandId: name?.claimId ?? freshRequestId(),
    idempotency: name === null ? null : { claimId: name.claimId, effects: 0, sealKey: name.sealKey },
    log: exchange.log,
  };
}

async function beforeDeadline<T>(ctx: RequestContext, work: () => Promise<T>): Promise<T> {
  requireInTime(ctx);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(httpError('deadline-exceeded')), remainingMs(ctx));
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}
