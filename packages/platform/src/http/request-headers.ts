import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { ID_PREFIXES, type FieldError, type Id } from '@souk/kernel';
import { httpError } from './errors.ts';

/** What Souk itself reads from a request's headers. */
export type ControlHeaders = {
  readonly cartToken: string | null;
  readonly ifMatch: string | null;
  readonly idempotencyKey: string | null;
  readonly timeoutMs: number | null;
};

const MAX_TIMEOUT_MS = 120_000;

/** A random id: nobody sorts requests by theirs, and the ordered kind costs a system call. */
export function freshRequestId(): Id {
  return `${ID_PREFIXES.request}_${randomUUID()}`;
}

/** The caller's own request id when it is a decent one, else a fresh one. */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given) ? given : freshRequestId();
}

/** @throws DomainError 422 naming the header that is wrong. */
export function controlHeaders(headers: IncomingHttpHeaders): ControlHeaders {
  return {
    cartToken: checked(headers, 'cart-token', /^[\w-]{1,128}$/),
    ifMatch: versionSeen(headers),
    idempotencyKey: checked(headers, 'idempotency-key', /^[\u0021-\u007e]{1,255}$/),
    timeoutMs: timeoutOf(headers),
  };
}

function checked(headers: IncomingHttpHeaders, name: string, form: RegExp): string | null {
  const value = headers[name];
  if (value === undefined) return null;
  if (typeof value !== 'string' || !form.test(value)) throw wrongHeader(name, 'format');
  return value;
}

/** `If-Match: *` asks for any version, which is what no header asks for too. */
function versionSeen(headers: IncomingHttpHeaders): string | null {
  const value = headers['if-match'];
  if (value === undefined || value === '*') return null;
  const version = /^"([\u0021\u0023-\u007e]{1,128})"$/.exec(value)?.[1];
  if (version === undefined) throw wrongHeader('if-match', 'format');
  return version;
}

function timeoutOf(headers: IncomingHttpHeaders): number | null {
  const text = checked(headers, 'request-timeout', /^\d{1,6}$/);
  if (text === null) return null;
  const ms = Number(text);
  if (ms < 1 || ms > MAX_TIMEOUT_MS) throw wrongHeader('request-timeout', ms < 1 ? 'min' : 'max');
  return ms;
}

function wrongHeader(name: string, rule: string): Error {
  const error: FieldError = { pointer: `/headers/${name}`, rule, message: 'This header has a wrong value.' };
  return httpError('invalid-request', {}, [error]);
}
