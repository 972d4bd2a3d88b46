import { signWebhook, SIGNATURE_HEADER } from '../../../packages/sandbox/src/index.ts';
import type { Answer, Headers, Http } from '../../harness/http.ts';
import type { Arranged } from '../arrangements/arrangement.ts';
import { WEBHOOK_SECRET } from '../world/start-world.ts';
import type { Operation } from './operations.ts';
import { isObject } from './schema.ts';

/** A request that is still in parts, so that one of them can be changed. */
export type Draft = {
  readonly operation: Operation;
  readonly params: Readonly<Record<string, string>>;
  /** Ready to be put behind the question mark: names and values, encoded. */
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly headers: Headers;
  /** Bytes are sent as they are, `undefined` is no body. */
  readonly body: unknown;
};

/** The operation's example, with what has been arranged in place of what the documentation shows. */
export function draftOf(operation: Operation, { as, real = {} }: Arranged): Draft {
  const { params, query, headers, body } = replaced(operation.example, real) as Operation['example'];
  const encoded = Object.entries(query).map(([name, value]) => [name, encodeURIComponent(value)] as const);
  return { operation, params: encodedValues(params), query: encoded, headers: { ...headers, ...as }, body };
}

export function send(http: Http, draft: Draft): Promise<Answer> {
  const { operation, params, query, headers, body } = draft;
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_braces, name: string) => params[name] ?? '');
  const search = query.map(([name, value]) => `${name}=${value}`).join('&');
  const signed = operation.access === 'signature' ? signature(bytesOf(body)) : {};
  return http.send(operation.method, search === '' ? path : `${path}?${search}`, body, {
    ...(Buffer.isBuffer(body) ? { 'content-type': 'application/json' } : {}),
    ...signed,
    ...headers,
  });
}

/** The header with which the payment provider signs. */
export function signature(bytes: Buffer, secret = WEBHOOK_SECRET, at = new Date()): Headers {
  return { [SIGNATURE_HEADER]: signWebhook(secret, bytes, at) };
}

export function bytesOf(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(body === undefined ? '' : JSON.stringify(body));
}

function encodedValues(params: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, encodeURIComponent(value)]));
}

/** Texts that have a counterpart, at any depth, are replaced by it. */
function replaced(value: unknown, real: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string') return real[value] ?? value;
  if (Array.isArray(value)) return value.map((item) => replaced(item, real));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, replaced(child, real)]));
}
