import { isDomainError, newId, type DomainError } from '@souk/kernel';
import type { Logger } from '../telemetry/index.ts';
import type { Answer } from './answer.ts';
import { STATUS_OF_KIND, httpError } from './errors.ts';
import { STATUS_CODES } from './node-http.ts';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** Where an error stands, for the one who reads the answer and the one who reads the log. */
export type ProblemPlace = { readonly path: string; readonly requestId: string; readonly log: Logger };

/**
 * Turns whatever was thrown into problem+json (RFC 9457). A refusal is told as it is; anything else is logged whole and
 * answered with a generic text and the id under which the log has it.
 */
export function problemAnswer(error: unknown, place: ProblemPlace): Answer {
  const refusal = isDomainError(error) ? error : fromFramework(error);
  if (refusal === null) return unexpected(error, place);
  const status = STATUS_OF_KIND[refusal.kind];
  const extra = status >= 500 ? { errorId: place.requestId } : {};
  return problem(
    status,
    refusal.code,
    refusal.message,
    place,
    {
      ...extra,
      ...(refusal.errors.length > 0 ? { errors: refusal.errors } : {}),
      ...(Object.keys(refusal.details).length > 0 ? { details: refusal.details } : {}),
    },
    refusalHeaders(refusal),
  );
}

/** 405 with the methods that the path does have. */
export function methodNotAllowed(allow: string, place: ProblemPlace): Answer {
  return problem(
    405,
    'method-not-allowed',
    'This path does not take this method.',
    place,
    {},
    { Allow: allow },
  );
}

function problem(
  status: number,
  code: string,
  message: string,
  place: ProblemPlace,
  extra: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const body = {
    type: `urn:souk:problem:${code}`,
    title: STATUS_CODES[status],
    status,
    detail: message,
    instance: place.path,
    code,
    message,
    requestId: place.requestId,
    ...extra,
  };
  return {
    status,
    headers: { 'Content-Type': PROBLEM_TYPE, 'Cache-Control': 'no-store', ...headers },
    body: JSON.stringify(body),
  };
}

function unexpected(error: unknown, place: ProblemPlace): Answer {
  const errorId = newId('request');
  place.log.error({ err: error, errorId }, 'a request failed unexpectedly');
  return problem(500, 'internal', 'Something went wrong on our side.', place, { errorId });
}

/** Express itself refuses paths that are no percent-encoding. */
function fromFramework(error: unknown): DomainError | null {
  if (Error.isError(error) && 'status' in error && error.status === 400) return httpError('malformed-url');
  return null;
}

const UNAUTHENTICATED = { 'WWW-Authenticate': 'Bearer realm="souk"' };
const INVALID_TOKEN = { 'WWW-Authenticate': 'Bearer realm="souk", error="invalid_token"' };
const RETRY_SOON = { 'Retry-After': '1' };

function refusalHeaders(refusal: DomainError): Readonly<Record<string, string>> {
  if (refusal.kind === 'unauthenticated')
    return refusal.code.startsWith('token-') ? INVALID_TOKEN : UNAUTHENTICATED;
  if (refusal.kind === 'unavailable' || refusal.code === 'idempotency-running') return RETRY_SOON;
  return {};
}
