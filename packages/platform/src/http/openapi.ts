import { HTTP_ERRORS } from './errors.ts';
import { fullPath, type HttpModule } from './module.ts';
import { COMMON_COMPONENTS } from './openapi-common.ts';
import { operationOf, type OpenApiOperation } from './openapi-operation.ts';
import { createSchemaBook } from './openapi-schemas.ts';

/** An OpenAPI 3.1 document as plain JSON. */
export type OpenApiDocument = {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

const DESCRIPTION = [
  'Money is an integer of minor units with its currency. Times are RFC 3339 in UTC. Lists answer `{data, next}`.',
  'Every mutation may carry `Idempotency-Key`; reads carry an ETag; errors are problem+json with a stable `code`.',
].join(' ');

/**
 * Describes the API from the schemas that validate it.
 * @throws Error when a schema can't be put in JSON Schema.
 */
export function openApiDocument(
  modules: readonly HttpModule[],
  info: { readonly title: string; readonly version: string },
): OpenApiDocument {
  const book = createSchemaBook();
  const paths: Record<string, Record<string, OpenApiOperation>> = {};
  for (const module of modules) {
    const errors = { ...HTTP_ERRORS, ...module.errors };
    for (const route of module.routes) {
      const path = fullPath(module, route.path).replaceAll(/:(\w+)/g, '{$1}');
      (paths[path] ??= {})[route.method] = operationOf(route, errors, book);
    }
  }
  const tags = [...new Set(modules.flatMap((module) => module.routes.map((route) => route.tag)))];
  return {
    openapi: '3.1.0',
    info: { ...info, description: DESCRIPTION },
    servers: [{ url: '/' }],
    tags: tags.map((name) => ({ name })),
    paths,
    components: { ...COMMON_COMPONENTS, schemas: { ...COMMON_COMPONENTS.schemas, ...book.schemas() } },
  };
}
