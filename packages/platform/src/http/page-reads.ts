import type { IncomingHttpHeaders } from 'node:http';
import type { Request, RequestHandler } from 'express';
import type { CachedPage, PageCache } from '../cache/index.ts';
import { isFresh, type Answer } from './answer.ts';
import type { Edge } from './exchange.ts';
import { API_PREFIX, type HttpModule } from './module.ts';
import { parseQuery } from './query.ts';
import { requestIdOf } from './request-headers.ts';
import type { AnyRoute, RouteCache } from './route.ts';

/** How a stored page is sent again. Kept beside the page for as long as the page lives. */
type PageDress = {
  readonly operationId: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The body's length in bytes. */
  readonly length: string;
};

const dresses = new WeakMap<CachedPage, PageDress>();

/**
 * Answers a GET from the page cache, or makes the page: once for all who ask for it at the same time.
 * @param make runs the route; it is not called when the page is there.
 */
export async function throughPageCache(
  route: AnyRoute,
  cache: RouteCache,
  req: Request,
  make: () => Promise<Answer>,
): Promise<Answer> {
  const params = req.params as Readonly<Record<string, string>>;
  const tags = cache.tags({ params, query: parseQuery(req.originalUrl).values });
  const page = await cache.pages.through(req.originalUrl, tags, async () => {
    const answer = await make();
    const body = answer.body ?? '';
    const { isTouchedBy } = answer;
    const watched = isTouchedBy === undefined ? {} : { isTouchedBy };
    const made = { body, etag: answer.headers.ETag ?? '', ...watched };
    const length = String(Buffer.byteLength(body));
    dresses.set(made, { operationId: route.operationId, headers: answer.headers, length });
    return made;
  });
  return { status: 200, headers: dresses.get(page)?.headers ?? {}, body: page.body };
}

/**
 * Answers what lies in a page cache before anything else happens to the request. Guests only, without `Origin` and
 * without headers that have to be checked: others take the long way, on which that is done, and meet the same pages. Such
 * answers are counted, but neither rate-limited nor, unless at debug level, logged.
 */
export function storedPageHandler(edge: Edge, modules: readonly HttpModule[]): RequestHandler {
  const caches = cachesBySegment(modules);
  const logs = edge.log.isLevelEnabled('debug');
  const ready = new WeakMap<CachedPage, readonly string[]>();
  return (req, res, next) => {
    const { headers } = req;
    const page =
      req.method === 'GET' && isPlain(headers) ? caches.get(segmentOf(req.url))?.get(req.url) : undefined;
    const dress = page === undefined ? undefined : dresses.get(page);
    if (page === undefined || dress === undefined) return next();
    const startedAt = performance.now();
    const fresh = isFresh(headers['if-none-match'], page.etag);
    let constant = ready.get(page);
    if (constant === undefined) {
      constant = [...edge.constantHeaders, ...Object.entries(dress.headers).flat()];
      ready.set(page, constant);
    }
    const requestId = requestIdOf(headers);
    const status = fresh ? 304 : 200;
    if (fresh) {
      res.writeHead(304, constant.concat('X-Request-Id', requestId));
      res.end();
    } else {
      res.writeHead(200, constant.concat('X-Request-Id', requestId, 'Content-Length', dress.length));
      res.end(page.body);
    }
    edge.metrics.observeRequest(dress.operationId, status, (performance.now() - startedAt) / 1000);
    if (logs) edge.log.debug({ requestId, operation: dress.operationId, status }, 'stored page');
  };
}

/** Whether nothing in the headers has to be looked at. They are read by name, since that costs least. */
function isPlain(headers: IncomingHttpHeaders): boolean {
  return (
    headers.authorization === undefined &&
    headers.origin === undefined &&
    headers['cart-token'] === undefined &&
    headers['if-match'] === undefined &&
    headers['idempotency-key'] === undefined &&
    headers['request-timeout'] === undefined
  );
}

/** The cache of each first path segment: `products` → the catalogue's. */
function cachesBySegment(modules: readonly HttpModule[]): ReadonlyMap<string, PageCache> {
  const caches = new Map<string, PageCache>();
  for (const module of modules) {
    for (const route of module.routes) {
      if (route.cache === undefined) continue;
      const segment = segmentOf(`${module.prefix ?? API_PREFIX}${route.path}`);
      const other = caches.get(segment);
      if (other !== undefined && other !== route.cache.pages)
        throw new TypeError(`the routes under /${segment} must share one page cache`);
      caches.set(segment, route.cache.pages);
    }
  }
  return caches;
}

/** The first path segment below the API's prefix; empty for other paths. */
function segmentOf(url: string): string {
  if (!url.startsWith(`${API_PREFIX}/`)) return '';
  const start = API_PREFIX.length + 1;
  let end = start;
  for (; end < url.length; end += 1) {
    const code = url.charCodeAt(end);
    if (code === SLASH || code === QUESTION_MARK) break;
  }
  return url.slice(start, end);
}

const SLASH = 47;
const QUESTION_MARK = 63;
