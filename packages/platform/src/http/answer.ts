import { hash } from 'node:crypto';
import type { PageWatch } from '../cache/index.ts';
import type { Reply, Route } from './route.ts';

/** A reply ready to be sent. */
export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Of a reply that may be stored: which changes it is to be dropped for. */
  readonly isTouchedBy?: PageWatch;
};

const JSON_TYPE = 'application/json; charset=utf-8';

/** What caches may do with a route's replies: nothing without asking again, and with a caller's own things never share. */
function cacheControl(route: Pick<Route, 'method' | 'access'>): string {
  if (route.method !== 'get') return 'no-store';
  return route.access.allow === 'anyone' ? 'no-cache' : 'private, no-cache';
}

/** Turns a handler's reply into bytes; a read without a version gets a hash of them as its ETag. */
export function answerOf(reply: Reply, route: Pick<Route, 'method' | 'access'>): Answer {
  const body = reply.body === undefined ? null : JSON.stringify(reply.body);
  const headers: Record<string, string> = { 'Cache-Control': cacheControl(route) };
  if (body !== null) headers['Content-Type'] = JSON_TYPE;
  const etag = etagOf(reply, route, body);
  if (etag !== null) headers.ETag = etag;
  const { status, isTouchedBy } = reply;
  const watched = isTouchedBy === undefined ? {} : { isTouchedBy };
  return { status, headers: { ...headers, ...reply.headers }, body, ...watched };
}

function etagOf(reply: Reply, route: Pick<Route, 'method'>, body: string | null): string | null {
  if (reply.version !== undefined) return `"${reply.version}"`;
  return route.method === 'get' && reply.status === 200 && body !== null ? hashTag(body) : null;
}

/** A strong ETag over the bytes. */
export function hashTag(body: string): string {
  return `"${hash('sha1', body, 'base64url')}"`;
}

/** Whether the caller has the current version already (RFC 9110, 13.1.2: weak comparison). */
export function isFresh(ifNoneMatch: string | undefined, etag: string | undefined): boolean {
  if (ifNoneMatch === undefined || etag === undefined) return false;
  if (ifNoneMatch === etag || ifNoneMatch === '*') return true;
  return ifNoneMatch.split(',').some((tag) => withoutWeakness(tag.trim()) === withoutWeakness(etag));
}

function withoutWeakness(tag: string): string {
  return tag.startsWith('W/') ? tag.slice(2) : tag;
}
