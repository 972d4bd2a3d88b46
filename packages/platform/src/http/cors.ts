import cors from 'cors';
import type { RequestHandler } from 'express';

/** Which web pages of other origins may call the API; `'*'` for all. Credentials travel in headers, never in cookies. */
export type CorsPolicy = { readonly origins: readonly string[] | '*' };

const EXPOSED_HEADERS = [
  'ETag',
  'Location',
  'X-Request-Id',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'Idempotency-Replayed',
];

/** Answers preflights and marks the replies to calls from other origins. */
export function corsHandler(policy: CorsPolicy): RequestHandler {
  return cors({
    origin: policy.origins === '*' ? '*' : [...policy.origins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: EXPOSED_HEADERS,
    maxAge: 600,
  });
}

/** Whether a shared cache must keep the replies to different origins apart. */
export function variesByOrigin(policy: CorsPolicy): boolean {
  return policy.origins !== '*';
}
