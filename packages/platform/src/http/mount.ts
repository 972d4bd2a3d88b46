import { Router, type RequestHandler } from 'express';
import { openExchange, send } from './exchange.ts';
import { API_PREFIX, type HttpModule } from './module.ts';
import { methodNotAllowed } from './problem.ts';
import { routeHandler, type RouteEdge } from './run-route.ts';
import type { AnyRoute } from './route.ts';

type Mounted = { readonly module: HttpModule; readonly route: AnyRoute };

/**
 * The handler of each prefix. Express tries its routes one after the other, so there is one router for each first path
 * segment, found in a map.
 */
export function moduleRouters(
  edge: RouteEdge,
  modules: readonly HttpModule[],
): { prefix: string; handler: RequestHandler }[] {
  const prefixes = Map.groupBy(modules, (module) => module.prefix ?? API_PREFIX);
  // The longest first, so that a module at the root does not swallow the others.
  return [...prefixes]
    .toSorted(([a], [b]) => b.length - a.length)
    .map(([prefix, members]) => ({
      prefix: prefix === '' ? '/' : prefix,
      handler: bySegment(
        edge,
        members.flatMap((module) => module.routes.map((route) => ({ module, route }))),
      ),
    }));
}

function bySegment(edge: RouteEdge, mounted: readonly Mounted[]): RequestHandler {
  const segments = Map.groupBy(mounted, ({ route }) => firstSegment(route.path));
  const routers = new Map([...segments].map(([segment, routes]) => [segment, routerOf(edge, routes)]));
  return (req, res, next) => {
    const router = routers.get(firstSegment(req.url)) ?? routers.get(ANY_SEGMENT);
    if (router === undefined) next();
    else router(req, res, next);
  };
}

/** The routes whose first segment is a parameter. */
const ANY_SEGMENT = ':';

function firstSegment(path: string): string {
  if (path.charCodeAt(1) === 58) return ANY_SEGMENT;
  const end = path.slice(1).search(/[/?]/);
  return end === -1 ? path.slice(1) : path.slice(1, end + 1);
}

function routerOf(edge: RouteEdge, mounted: readonly Mounted[]): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const paths = Map.groupBy(mounted, ({ route }) => route.path);
  for (const [path, routes] of [...paths].toSorted(([a], [b]) => bySpecificity(a, b))) {
    const handlers = router.route(path);
    for (const { module, route } of routes) handlers[route.method](routeHandler(edge, module, route));
    handlers.all(otherMethod(edge, allowedMethods(routes)));
  }
  return router;
}

/** `/accounts/me` must be tried before `/accounts/:accountId`. */
function bySpecificity(a: string, b: string): number {
  return specificity(a) < specificity(b) ? -1 : 1;
}

function specificity(path: string): string {
  return path
    .split('/')
    .map((segment) => (segment.startsWith(':') ? '~' : segment))
    .join('/');
}

function allowedMethods(routes: readonly Mounted[]): string {
  const methods = routes.map(({ route }) => route.method.toUpperCase());
  return [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
}

function otherMethod(edge: RouteEdge, allow: string): RequestHandler {
  return (req, res) => {
    const exchange = openExchange(edge, 'none', req, res);
    if (req.method === 'OPTIONS')
      send(edge, exchange, { status: 204, headers: { Allow: allow }, body: null });
    else send(edge, exchange, methodNotAllowed(allow, exchange));
  };
}
