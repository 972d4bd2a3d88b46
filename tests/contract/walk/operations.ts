import { inlined, type JsonSchema } from './schema.ts';

/** A parameter of a path, a query or a header. */
export type Parameter = {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: JsonSchema;
  readonly example?: string;
};

/** An operation's worked example, as the documentation shows it. */
export type Example = {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
};

/** One operation of the OpenAPI document, its references resolved. */
export type Operation = {
  readonly id: string;
  readonly method: string;
  /** With parameters in braces. */
  readonly path: string;
  readonly tag: string;
  readonly access: 'anyone' | 'roles' | 'cart-holder' | 'signature';
  readonly roles: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly body: { readonly required: boolean; readonly schema: JsonSchema } | null;
  readonly example: Example;
  /** What the documentation says about each status: the body's schema, and the codes of refusals. */
  readonly replies: ReadonlyMap<number, { readonly schema: JsonSchema | null; readonly codes: string[] }>;
};

type Content = Readonly<Record<string, { readonly schema: JsonSchema; readonly example?: unknown }>>;
type Described = {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly 'x-access': Operation['access'];
  readonly 'x-roles'?: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Readonly<
    Record<
      string,
      { readonly content?: Content; readonly 'x-error-codes'?: Readonly<Record<string, string>> }
    >
  >;
};

/** The operations of an OpenAPI document in its own order. */
export function operationsOf(document: unknown): Operation[] {
  const { paths } = inlined(document) as { paths: Record<string, Record<string, Described>> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => operationOf(method, path, described)),
  );
}

function operationOf(method: string, path: string, described: Described): Operation {
  const body = described.requestBody;
  const json = body?.content['application/json'];
  return {
    id: described.operationId,
    method: method.toUpperCase(),
    path,
    tag: described.tags[0] ?? '',
    access: described['x-access'],
    roles: described['x-roles'] ?? [],
    parameters: described.parameters,
    body: body === undefined || json === undefined ? null : { required: body.required, schema: json.schema },
    example: {
      params: examplesIn(described, 'path'),
      query: examplesIn(described, 'query'),
      headers: examplesIn(described, 'header'),
      body: json?.example,
    },
    replies: new Map(
      Object.entries(described.responses).map(([status, { content, 'x-error-codes': codes }]) => [
        Number(status),
        { schema: Object.values(content ?? {})[0]?.schema ?? null, codes: Object.keys(codes ?? {}) },
      ]),
    ),
  };
}

function examplesIn({ parameters }: Described, place: Parameter['in']): Record<string, string> {
  return Object.fromEntries(
    parameters.flatMap(({ name, in: where, example }) =>
      where === place && example !== undefined ? [[name, example]] : [],
    ),
  );
}

/** What an operation's example lacks: each path parameter and a required body must be there. */
export function missingFromExample({ parameters, body, example }: Operation): string[] {
  const params = parameters.filter(
    ({ name, in: where, required }) => required && where === 'path' && example.params[name] === undefined,
  );
  return [
    ...params.map(({ name }) => `path parameter ${name}`),
    ...(body?.required === true && example.body === undefined ? ['body'] : []),
  ];
}
