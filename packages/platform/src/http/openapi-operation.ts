import type { ErrorTable } from '@souk/kernel';
import type { ZodType } from 'zod';
import { STATUS_OF_KIND } from './errors.ts';
import { STATUS_CODES } from './node-http.ts';
import { COMMON_COMPONENTS } from './openapi-common.ts';
import type { JsonSchema, SchemaBook } from './openapi-schemas.ts';
import type { Access, AnyRoute } from './route.ts';

export type OpenApiOperation = Readonly<Record<string, unknown>> & { readonly operationId: string };

/** Describes one route. */
export function operationOf(route: AnyRoute, errors: ErrorTable, book: SchemaBook): OpenApiOperation {
  const roles = route.access.allow === 'roles' ? { 'x-roles': route.access.roles } : {};
  return {
    operationId: route.operationId,
    summary: route.summary,
    tags: [route.tag],
    security: securityOf(route.access),
    'x-access': route.access.allow,
    ...roles,
    parameters: parametersOf(route, book),
    ...requestBodyOf(route, book),
    responses: { ...successesOf(route, book), ...refusalsOf(route, errors, book) },
  };
}

function securityOf(access: Access): readonly Record<string, readonly string[]>[] {
  switch (access.allow) {
    case 'anyone':
      return [];
    case 'roles':
      return [{ bearer: [] }];
    case 'cart-holder':
      return [{ cartToken: [] }, { bearer: [] }];
    case 'signature':
      return [{ signature: [] }];
  }
}

function parametersOf(route: AnyRoute, book: SchemaBook): unknown[] {
  const { params = {}, query = {}, headers = {} } = route.example;
  const examples = new Map(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), { name, value }]),
  );
  const common = commonParameters(route).map(([component, parameter]) => {
    const example = examples.get(parameter.name.toLowerCase());
    examples.delete(parameter.name.toLowerCase());
    return example === undefined
      ? { $ref: `#/components/parameters/${component}` }
      : { ...parameter, example: example.value };
  });
  const own = [...examples.values()].map(({ name, value }) => ({
    name,
    in: 'header',
    required: false,
    schema: { type: 'string' },
    example: value,
  }));
  return [
    ...fieldsOf(route.params, 'path', params, book),
    ...fieldsOf(route.query, 'query', query, book),
    ...own,
    ...common,
  ];
}

function commonParameters({ method }: AnyRoute) {
  const changesOne = method === 'patch' || method === 'put' || method === 'delete';
  return Object.entries(COMMON_COMPONENTS.parameters).filter(([component]) => {
    if (component === 'IdempotencyKey') return method !== 'get';
    return component !== 'IfMatch' || changesOne;
  });
}

function fieldsOf(
  schema: ZodType | undefined,
  place: 'path' | 'query',
  examples: Readonly<Record<string, string>>,
  book: SchemaBook,
): unknown[] {
  if (schema === undefined) return [];
  const { properties, required } = propertiesOf(schema, book);
  return Object.entries(properties).map(([name, field]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: field,
    ...(examples[name] === undefined ? {} : { example: examples[name] }),
  }));
}

function propertiesOf(schema: ZodType, book: SchemaBook) {
  const { properties = {}, required = [] } = book.describe(schema, 'input') as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return { properties, required };
}

function requestBodyOf({ access, body, example }: AnyRoute, book: SchemaBook): JsonSchema {
  if (access.allow === 'signature') return bodyOf({}, true, example.body);
  if (body === undefined) return {};
  return bodyOf(book.describe(body, 'input'), !body.safeParse(undefined).success, example.body);
}

function bodyOf(schema: JsonSchema, required: boolean, example: unknown): JsonSchema {
  return { requestBody: { required, content: { 'application/json': { schema, example } } } };
}

function successesOf(route: AnyRoute, book: SchemaBook): Record<string, JsonSchema> {
  const headers = { 'X-Request-Id': { schema: { type: 'string' } }, ETag: { schema: { type: 'string' } } };
  return Object.fromEntries(
    Object.entries(route.replies).map(([status, { description, schema }]) => [
      status,
      {
        description,
        headers,
        ...(schema === null
          ? {}
          : { content: { 'application/json': { schema: book.describe(schema, 'output') } } }),
      },
    ]),
  );
}

/** The codes that any call of such a route may be answered with, beside its own. */
function edgeCodes(route: AnyRoute, book: SchemaBook): string[] {
  const { access, method } = route;
  const isList = route.query !== undefined && 'next' in propertiesOf(route.query, book).properties;
  return [
    'invalid-request',
    'malformed-url',
    'forbidden-key',
    'rate-limited',
    'token-invalid',
    'token-expired',
    'deadline-exceeded',
    ...(access.allow === 'roles' ? ['sign-in-required', 'role-required'] : []),
    ...(access.allow === 'cart-holder' ? ['cart-token-required'] : []),
    ...(isList ? ['cursor-mismatch'] : []),
    ...(method === 'get' ? [] : MUTATION_CODES),
    ...(method === 'get' || access.allow === 'signature' ? [] : ['malformed-json', 'malformed-text']),
  ];
}

/** Also where no body belongs: one that comes all the same is read. */
const MUTATION_CODES = [
  'incomplete-body',
  'body-too-large',
  'unsupported-media-type',
  'idempotency-running',
  'idempotency-mismatch',
];

function refusalsOf(route: AnyRoute, errors: ErrorTable, book: SchemaBook): Record<string, JsonSchema> {
  const codes = [...new Set([...route.errors, ...edgeCodes(route, book)])];
  const byStatus = Map.groupBy(codes, (code) => {
    const row = errors[code];
    return row === undefined ? 500 : STATUS_OF_KIND[row.kind];
  });
  byStatus.set(500, ['internal']);
  return Object.fromEntries(
    [...byStatus]
      .toSorted(([a], [b]) => a - b)
      .map(([status, found]) => [
        String(status),
        {
          description: `${STATUS_CODES[status] ?? 'Error'}: ${found.join(', ')}`,
          'x-error-codes': Object.fromEntries(found.map((code) => [code, errors[code]?.message ?? ''])),
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      ]),
  );
}
