import type { ZodType } from 'zod';
import { HTTP_ERRORS } from './errors.ts';
import { fullPath, type HttpModule } from './module.ts';
import type { AnyRoute } from './route.ts';

const ACCESS_KINDS = ['anyone', 'roles', 'cart-holder', 'signature'];

/**
 * Looks at every declaration before the program listens.
 * @throws TypeError listing each route that says too little, or something that can't be.
 */
export function requireValidRoutes(modules: readonly HttpModule[]): void {
  const faults = modules.flatMap((module) =>
    module.routes.flatMap((route) =>
      faultsOf(module, route).map(
        (fault) => `${route.operationId || fullPath(module, route.path)}: ${fault}`,
      ),
    ),
  );
  faults.push(...repeated(modules));
  if (faults.length > 0) throw new TypeError(`routes are declared wrongly:\n  ${faults.join('\n  ')}`);
}

/** The names of the parameters in a path: `/carts/:cartId` → `cartId`. */
export function paramNames(path: string): string[] {
  return [...path.matchAll(/:(\w+)/g)].map((match) => match[1] ?? '');
}

/** A route comes from code that the compiler may not have seen: each part is looked at as if it could be absent. */
function faultsOf(module: HttpModule, route: Partial<AnyRoute>): string[] {
  return [
    ...accessFaults(route),
    ...schemaFaults(route),
    ...exampleFaults(route),
    ...replyFaults(route),
    ...cacheFaults(route),
    ...(route.errors ?? [])
      .filter((code) => !Object.hasOwn(module.errors, code) && !Object.hasOwn(HTTP_ERRORS, code))
      .map((code) => `names the error ${code}, which is in no table`),
  ];
}

function accessFaults({ access }: Partial<AnyRoute>): string[] {
  if (access === undefined || !ACCESS_KINDS.includes(access.allow)) return ['does not say who may call it'];
  if (access.allow === 'roles' && access.roles.length === 0) return ['allows no role at all'];
  return [];
}

function schemaFaults({ path = '', method, params, query, body }: Partial<AnyRoute>): string[] {
  const faults: string[] = [];
  const inPath = paramNames(path);
  if (inPath.length > 0 || params !== undefined) {
    const described = objectKeys(params);
    if (described === null) faults.push('has no strict object schema for its path parameters');
    else if (described.toSorted().join() !== inPath.toSorted().join())
      faults.push(`describes the path parameters ${described.join()}, but the path has ${inPath.join()}`);
  }
  if (query !== undefined && objectKeys(query) === null)
    faults.push('has a query schema that is no strict object');
  if (body !== undefined && !isSchema(body)) faults.push('has a body schema that is none');
  if (body !== undefined && method === 'get') faults.push('is a read with a body');
  return faults;
}

function exampleFaults({ path = '', example, body, params, access }: Partial<AnyRoute>): string[] {
  if (example === undefined) return ['has no example'];
  const faults: string[] = [];
  // What is signed has no schema here: its sender defines it, and the handler reads its bytes.
  const signed = access?.allow === 'signature';
  const bodyless = example.body === undefined;
  if (bodyless && (signed || (body !== undefined && !isOptional(body))))
    faults.push('has no body in its example');
  if (body === undefined && !signed && example.body !== undefined)
    faults.push('has a body only in its example');
  if (params !== undefined && paramNames(path).some((name) => example.params?.[name] === undefined))
    faults.push('lacks path parameters in its example');
  return faults;
}

function replyFaults({ replies }: Partial<AnyRoute>): string[] {
  const entries = Object.entries(replies ?? {});
  if (entries.length === 0) return ['declares no reply'];
  return entries
    .filter(
      ([status, reply]) => !/^2\d\d$/.test(status) || (reply.schema !== null && !isSchema(reply.schema)),
    )
    .map(([status]) => `declares the reply ${status} without a schema, or as a success that it is not`);
}

function cacheFaults({ cache, method, access, replies }: Partial<AnyRoute>): string[] {
  if (cache === undefined) return [];
  if (method !== 'get' || access?.allow !== 'anyone') return ['caches what is not a read for anyone'];
  return Object.keys(replies ?? {}).join() === '200' ? [] : ['caches replies other than 200'];
}

function repeated(modules: readonly HttpModule[]): string[] {
  const seen = new Set<string>();
  const faults: string[] = [];
  for (const module of modules) {
    for (const route of module.routes) {
      const place = `${route.method} ${fullPath(module, route.path).replaceAll(/:\w+/g, ':')}`;
      for (const name of [place, route.operationId]) {
        if (seen.has(name)) faults.push(`${route.operationId}: ${name} is declared twice`);
        seen.add(name);
      }
    }
  }
  return faults;
}

function isSchema(value: unknown): value is ZodType {
  return typeof value === 'object' && value !== null && '_zod' in value && 'safeParse' in value;
}

function isOptional(schema: ZodType): boolean {
  return schema.safeParse(undefined).success;
}

/** The fields of a strict object schema; null for any other schema. */
function objectKeys(schema: ZodType | undefined): string[] | null {
  if (!isSchema(schema)) return null;
  const def = schema.def as {
    type: string;
    shape?: object;
    catchall?: { def: { type: string } };
    in?: ZodType;
  };
  // A refinement or transformation of the whole keeps the object on its input side.
  if (def.type === 'pipe') return objectKeys(def.in);
  if (def.type !== 'object' || def.catchall?.def.type !== 'never' || def.shape === undefined) return null;
  return Object.keys(def.shape);
}
