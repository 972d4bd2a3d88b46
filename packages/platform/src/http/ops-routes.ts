import { Router, type Request, type RequestHandler, type Response } from 'express';
import { refusal } from './access.ts';
import { hashTag, type Answer } from './answer.ts';
import { openExchange, send, sendProblem } from './exchange.ts';
import type { RouteEdge } from './run-route.ts';

/** What a part of the program says of itself. */
export type Readiness = Readonly<Record<string, 'up' | 'down'>>;

/** Health, metrics and documentation: outside the API, for machines and developers. */
export function opsRouter(
  edge: RouteEdge,
  options: {
    readonly ready: () => Promise<Readiness>;
    readonly openApi: () => string;
    readonly title: string;
  },
): Router {
  const router = Router({ caseSensitive: true, strict: true });
  router.get(
    '/health/live',
    opsHandler(edge, 'health-live', () => Promise.resolve(json(200, { status: 'up' }))),
  );
  router.get(
    '/health/ready',
    opsHandler(edge, 'health-ready', async () => readiness(await options.ready())),
  );
  router.get(
    '/metrics',
    opsHandler(edge, 'metrics', (req) => exposeMetrics(edge, req)),
  );
  router.get(
    '/openapi.json',
    opsHandler(edge, 'openapi', () => Promise.resolve(jsonText(200, options.openApi()))),
  );
  router.use('/docs', docsHandler(edge, options.title));
  return router;
}

function opsHandler(
  edge: RouteEdge,
  operationId: string,
  make: (req: Request) => Promise<Answer>,
): RequestHandler {
  return async (req, res) => {
    const exchange = openExchange(edge, operationId, req, res);
    try {
      send(edge, exchange, await make(req));
    } catch (error) {
      sendProblem(edge, exchange, error);
    }
  };
}

function readiness(parts: Readiness): Answer {
  const up = Object.values(parts).every((part) => part === 'up');
  return json(up ? 200 : 503, { status: up ? 'up' : 'down', parts });
}

async function exposeMetrics(edge: RouteEdge, req: Request): Promise<Answer> {
  if (!isLocal(req)) {
    const identity = await edge.guard.identify(req.headers);
    const refused = refusal({ allow: 'roles', roles: ['admin'] }, identity, null);
    if (refused !== null) throw refused;
  }
  const { contentType, text } = await edge.metrics.expose();
  return { status: 200, headers: { 'Content-Type': contentType, 'Cache-Control': 'no-store' }, body: text };
}

/** From this machine itself: behind a proxy every connection is local, but then the request has been forwarded. */
function isLocal(req: Request): boolean {
  const address = req.socket.remoteAddress ?? '';
  const loopback = address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.');
  return loopback && req.headers['x-forwarded-for'] === undefined && req.headers.forwarded === undefined;
}

/** Swagger UI, loaded when somebody first looks. */
function docsHandler(edge: RouteEdge, title: string): RequestHandler {
  let loading: Promise<Router> | null = null;
  return async (req: Request, res: Response, next) => {
    for (let i = 0; i < edge.constantHeaders.length; i += 2)
      res.setHeader(edge.constantHeaders[i] ?? '', edge.constantHeaders[i + 1] ?? '');
    loading ??= loadDocs(title);
    const router = await loading;
    router(req, res, next);
  };
}

async function loadDocs(title: string): Promise<Router> {
  const { default: swagger } = await import('swagger-ui-express');
  const router = Router();
  const page = { customSiteTitle: title, swaggerOptions: { url: '/openapi.json' } };
  router.use(swagger.serveFiles(undefined, page));
  router.get('/', swagger.setup(undefined, page));
  return router;
}

function json(status: number, body: unknown): Answer {
  return jsonText(status, JSON.stringify(body));
}

function jsonText(status: number, body: string): Answer {
  return {
    status,
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-cache',
      ETag: hashTag(body),
    },
    body,
  };
}
