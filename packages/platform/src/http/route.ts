import type { ZodType } from 'zod';
import type { PageCache, PageWatch } from '../cache/index.ts';
import type { RequestContext, Role } from '../context/index.ts';

/**
 * Who may call a route; declared beside it. It decides 401 and 403 alone: whether the *thing* asked for belongs to
 * the caller is the use case's business, and somebody else's thing is a 404.
 */
export type Access =
  | { readonly allow: 'anyone' }
  /** An account with at least one of the roles. Without a token: 401. With a token but none of the roles: 403. */
  | { readonly allow: 'roles'; readonly roles: readonly [Role, ...Role[]] }
  /** A guest with a `Cart-Token` header or a signed-in account; neither: 401. */
  | { readonly allow: 'cart-holder' }
  /** A machine that signs its body; the handler verifies the signature over the raw bytes. */
  | { readonly allow: 'signature' };

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** Classes of rate limits; the amounts are configuration. */
export type RateClass = 'default' | 'credentials' | 'unlimited';

type Parsed<T> = T extends ZodType<infer Output> ? Output : undefined;

/** What the schemas of a route let through. `rawBody` is there only where `access.allow` is `signature`. */
export type RouteInput<P, Q, B> = {
  readonly params: Parsed<P>;
  readonly query: Parsed<Q>;
  readonly body: Parsed<B>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly rawBody: Uint8Array;
};

/** What a handler answers. `body` is plain JSON (money through `moneyToWire`, times as RFC 3339 text). */
export type Reply = {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Version of the resource; becomes the ETag. Without it a read's ETag is a hash of its bytes. */
  readonly version?: string | number;
  /** For a route with a cache: which changes behind its tags can be seen on this page; all of them unless said. */
  readonly isTouchedBy?: PageWatch;
};

/** An operation's worked example: what the documentation shows and what the contract test sends first. */
export type RouteExample = {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
};

/**
 * Lets a GET that anyone may make, and that answers everybody alike, be answered with stored bytes. Pages are stored
 * under their path and query; `tags` says of which things a page is made, from the text of its path and query, so that
 * a write can drop it: `({ params }) => ['products', `product:${params.idOrSlug}`]`.
 */
export type RouteCache = {
  readonly pages: PageCache;
  readonly tags: (request: {
    readonly params: Readonly<Record<string, string>>;
    readonly query: Readonly<Record<string, string>>;
  }) => readonly string[];
};

/** One HTTP operation with everything that is said about it: schema, access, documentation, handler. */
export type Route<
  P extends ZodType | undefined = ZodType | undefined,
  Q extends ZodType | undefined = ZodType | undefined,
  B extends ZodType | undefined = ZodType | undefined,
> = {
  readonly method: Method;
  /** Below `/api/v1`, in Express form: `/carts/:cartId/lines`. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  /** Heading in the documentation: the context's name. */
  readonly tag: string;
  readonly access: Access;
  readonly rate?: RateClass;
  readonly cache?: RouteCache;
  /** Bytes of body allowed; 100 KiB unless said. */
  readonly bodyLimit?: number;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** Success replies by status, with the schema of the body (`null`: no body). */
  readonly replies: Readonly<Record<number, { description: string; schema: ZodType | null }>>;
  /** Codes of the context's error table that this operation can answer with; shown in the documentation. */
  readonly errors: readonly string[];
  readonly example: RouteExample;
  readonly handle: (ctx: RequestContext, input: RouteInput<P, Q, B>) => Promise<Reply>;
};

/**
 * A route whose schema types have been forgotten, as the gateway mounts it. Its input is `never`: only what the
 * route's own schemas have parsed may be passed, and the one place that does so is the mounting.
 */
export type AnyRoute = Omit<Route, 'handle'> & {
  readonly handle: (ctx: RequestContext, input: never) => Promise<Reply>;
};

/** Declares a route; gives the handler the types of its schemas. */
export function route<
  P extends ZodType | undefined = undefined,
  Q extends ZodType | undefined = undefined,
  B extends ZodType | undefined = undefined,
>(definition: Route<P, Q, B>): AnyRoute {
  return definition;
}

/** 200 with a body. */
export function ok(body: unknown, options: Pick<Reply, 'headers' | 'version' | 'isTouchedBy'> = {}): Reply {
  return { status: 200, body, ...options };
}

/** 201 with the new resource's place (path below `/api/v1`) and the resource. */
export function created(location: string, body: unknown, options: Pick<Reply, 'version'> = {}): Reply {
  return { status: 201, body, headers: { Location: `/api/v1${location}` }, ...options };
}

/** 202: taken on, not finished. */
export function accepted(location: string, body: unknown): Reply {
  return { status: 202, body, headers: { Location: `/api/v1${location}` } };
}

/** 204. */
export function noContent(): Reply {
  return { status: 204 };
}
