import type { Request } from 'express';
import type { FieldError } from '@souk/kernel';
import type { ZodType } from 'zod';
import { parseJson, readBody, requireJsonType } from './body.ts';
import { httpError } from './errors.ts';
import { fieldErrors, pointerTo } from './field-errors.ts';
import { parseQuery } from './query.ts';
import type { AnyRoute, RouteInput } from './route.ts';

const DEFAULT_BODY_LIMIT = 100 * 1024;
const NO_BYTES = Buffer.alloc(0);

/** What a request brought, parsed, with its raw bytes. */
export type ParsedInput = RouteInput<ZodType, ZodType, ZodType>;

/**
 * Reads and checks the path's parameters, the query and the body by the route's schemas.
 * @throws DomainError 400, 413 or 415 when something can't be read; 422 with every field that breaks a rule.
 */
export async function readInput(route: AnyRoute, req: Request): Promise<ParsedInput> {
  const errors: FieldError[] = [];
  const params = checked(route.params, req.params, '/path', errors);
  const { values, errors: duplicates } = parseQuery(req.originalUrl);
  errors.push(...duplicates);
  const query = queryOf(route.query, values, errors);
  const rawBody =
    route.method === 'get' ? NO_BYTES : await readBody(req, route.bodyLimit ?? DEFAULT_BODY_LIMIT);
  const body = bodyOf(route, rawBody, req.headers['content-type'], errors);
  if (errors.length > 0) throw httpError('invalid-request', {}, errors);
  return { params, query, body, headers: req.headers as ParsedInput['headers'], rawBody };
}

function checked(schema: ZodType | undefined, value: unknown, base: string, errors: FieldError[]): unknown {
  if (schema === undefined) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  errors.push(...fieldErrors(parsed.error.issues, base, value));
  return undefined;
}

function queryOf(
  schema: ZodType | undefined,
  values: Readonly<Record<string, string>>,
  errors: FieldError[],
): unknown {
  if (schema !== undefined) return checked(schema, values, '/query', errors);
  for (const name of Object.keys(values))
    errors.push({
      pointer: pointerTo('/query', name),
      rule: 'unknown',
      message: 'There is no such parameter.',
    });
  return undefined;
}

function bodyOf(
  route: AnyRoute,
  bytes: Buffer,
  contentType: string | undefined,
  errors: FieldError[],
): unknown {
  if (route.body === undefined) {
    if (bytes.length > 0 && route.access.allow !== 'signature') refuseBody(bytes, contentType, errors);
    return undefined;
  }
  if (bytes.length === 0) return checked(route.body, undefined, '', errors);
  requireJsonType(contentType);
  return checked(route.body, parseJson(bytes), '', errors);
}

/** Where no body is expected, `{}` is let through: some clients can't send a POST without one. */
function refuseBody(bytes: Buffer, contentType: string | undefined, errors: FieldError[]): void {
  requireJsonType(contentType);
  const value = parseJson(bytes);
  const names = typeof value === 'object' && value !== null ? Object.keys(value) : [''];
  for (const name of names.slice(0, 10)) {
    const pointer = name === '' ? '' : pointerTo('', name);
    errors.push({ pointer, rule: 'unknown', message: 'This operation takes no body.' });
  }
}
