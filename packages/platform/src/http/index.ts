export {
  accepted,
  created,
  noContent,
  ok,
  route,
  type Access,
  type AnyRoute,
  type Method,
  type RateClass,
  type Reply,
  type Route,
  type RouteCache,
  type RouteExample,
  type RouteInput,
} from './route.ts';
export { API_PREFIX, type HttpModule } from './module.ts';
export { createHttpApp, type HttpAppOptions } from './app.ts';
export { type CorsPolicy } from './cors.ts';
export { type RateLimit, type RateLimits } from './rate-limit.ts';
export { accessMatrix, type AccessRow, type Verdict } from './access.ts';
export {
  decodeCursor,
  encodeCursor,
  mapPage,
  page,
  pageByKey,
  pageQuery,
  pageSchema,
  type Page,
} from './paging.ts';
export { openApiDocument, type OpenApiDocument } from './openapi.ts';
export { requireValidRoutes } from './check-routes.ts';
export { HTTP_ERRORS, STATUS_OF_KIND } from './errors.ts';
