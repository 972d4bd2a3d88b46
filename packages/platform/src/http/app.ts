import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import type { Guard } from '../auth/index.ts';
import type { Logger, Metrics } from '../telemetry/index.ts';
import { requireValidRoutes } from './check-routes.ts';
import { securityHeaders } from './constant-headers.ts';
import { corsHandler, variesByOrigin, type CorsPolicy } from './cors.ts';
import { httpError } from './errors.ts';
import { openExchange, sendProblem } from './exchange.ts';
import type { HttpModule } from './module.ts';
import { openApiDocument } from './openapi.ts';
import { opsRouter, type Readiness } from './ops-routes.ts';
import { storedPageHandler } from './page-reads.ts';
import { createLimiter, type RateLimits } from './rate-limit.ts';
import type { RouteEdge } from './run-route.ts';
import { moduleRouters } from './mount.ts';

export type HttpAppOptions = {
  readonly services: readonly HttpModule[];
  readonly guard: Guard;
  readonly limits: RateLimits;
  readonly cors: CorsPolicy;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Which parts are up; one that is down makes `/health/ready` answer 503. */
  readonly ready: () => Promise<Readiness>;
  readonly title: string;
  readonly version: string;
  /** How long callers wait who do not say; 15 s unless said. */
  readonly defaultTimeoutMs?: number;
  /** Express's `trust proxy`: how many proxies stand in front. None unless said. */
  readonly trustProxy?: number;
  /** Whether replies are held against their declared schemas (500 when they differ): for tests. */
  readonly checkReplies?: boolean;
  /** Mounts what is not part of the API, such as a storefront's files, before the 404. */
  readonly extend?: (app: Express) => void;
};

const DEFAULT_TIMEOUT_MS = 15_000;

/**
 * Puts the services' routes behind one edge: request ids, logs, limits, access, validation, idempotency, ETags,
 * problem+json, documentation, health and metrics.
 * @throws TypeError when a route is declared wrongly.
 */
export function createHttpApp(options: HttpAppOptions): Express {
  requireValidRoutes(options.services);
  const edge: RouteEdge = {
    log: options.log,
    metrics: options.metrics,
    constantHeaders: [...securityHeaders(), ...(variesByOrigin(options.cors) ? ['Vary', 'Origin'] : [])],
    guard: options.guard,
    limiter: createLimiter(options.limits),
    defaultTimeoutMs: options.defaultTimeoutMs ?? DEFAULT_TIMEOUT_MS,
    checkReplies: options.checkReplies ?? false,
  };
  const app = express();
  app.disable('x-powered-by');
  app.enable('case sensitive routing');
  app.set('query parser', false);
  app.set('trust proxy', options.trustProxy ?? false);
  app.use(storedPageHandler(edge, options.services));
  app.use(crossOrigin(options.cors));
  for (const { prefix, handler } of moduleRouters(edge, options.services)) app.use(prefix, handler);
  app.use(opsRouter(edge, { ready: options.ready, title: options.title, openApi: documentation(options) }));
  options.extend?.(app);
  app.use(notFound(edge));
  app.use(failed(edge));
  return app;
}

/** The document as text, made when somebody first asks. */
function documentation({ services, title, version }: HttpAppOptions): () => string {
  let text: string | null = null;
  return () => (text ??= JSON.stringify(openApiDocument(services, { title, version })));
}

/** Only browsers on another origin send `Origin`; the rest need not pass. */
function crossOrigin(policy: CorsPolicy): RequestHandler {
  const handler = corsHandler(policy);
  return (req, res, next) => {
    if (req.headers.origin === undefined) next();
    else handler(req, res, next);
  };
}

function notFound(edge: RouteEdge): RequestHandler {
  return (req, res) => sendProblem(edge, openExchange(edge, 'none', req, res), httpError('no-such-path'));
}

/** What goes wrong in Express itself: a path that is no percent-encoding. */
function failed(edge: RouteEdge): ErrorRequestHandler {
  return (error, req, res, _next) => sendProblem(edge, openExchange(edge, 'none', req, res), error);
}
