import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DomainError } from '@souk/kernel';
import type { Guard } from '../auth/index.ts';
import type { Identity } from '../context/index.ts';
import type { HttpModule } from '../http/index.ts';
import { testLogger } from './test-context.ts';

export type TestRequest = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With its prefix and query: `/api/v1/carts?limit=2`. */
  readonly path: string;
  /** Who asks; a guest unless given. */
  readonly identity?: Identity;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object goes as JSON; text and bytes go as they are. */
  readonly body?: unknown;
};

export type TestResponse = {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON, the text when it is none, null when there is none. */
  readonly body: unknown;
};

const apps = new WeakMap<HttpModule, Promise<RequestListener>>();

/** Sends one request through the whole HTTP edge to one service, whose guard believes the identity given. */
export async function callRoute(module: HttpModule, request: TestRequest): Promise<TestResponse> {
  const app = apps.get(module) ?? appOf(module);
  apps.set(module, app);
  const server = createServer(await app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}${request.path}`, {
      method: request.method,
      headers: { ...headersOf(request), connection: 'close' },
      ...(request.body !== undefined && { body: bodyOf(request.body) }),
    });
    return { status: response.status, headers: response.headers, body: parsed(await response.text()) };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Believes `Authorization: Test <identity as JSON>`. */
const believingGuard: Guard = {
  identify: ({ authorization }) => {
    if (authorization === undefined) return Promise.resolve({ kind: 'guest' });
    if (!authorization.startsWith('Test '))
      return Promise.reject(new DomainError('token-invalid', 'unauthenticated', 'Not a test identity.'));
    return Promise.resolve(JSON.parse(authorization.slice('Test '.length)) as Identity);
  },
};

async function appOf(module: HttpModule): Promise<RequestListener> {
  // Loaded with the first request: most tests that import this file make none.
  const [{ createHttpApp }, { createMetrics }] = await Promise.all([
    import('../http/index.ts'),
    import('../telemetry/index.ts'),
  ]);
  return createHttpApp({
    services: [module],
    guard: believingGuard,
    limits: { default: null, credentials: null },
    cors: { origins: [] },
    log: testLogger(),
    metrics: createMetrics(),
    ready: () => Promise.resolve({}),
    title: module.name,
    version: '0',
    checkReplies: true,
  });
}

function headersOf({ identity, headers, body }: TestRequest): Record<string, string> {
  return {
    ...(identity !== undefined && { authorization: `Test ${JSON.stringify(identity)}` }),
    ...(isPlain(body) && { 'content-type': 'application/json' }),
    ...headers,
  };
}

function isPlain(body: unknown): boolean {
  return body !== undefined && typeof body !== 'string' && !(body instanceof Uint8Array);
}

function bodyOf(body: unknown): string | Uint8Array<ArrayBuffer> {
  if (typeof body === 'string') return body;
  return body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body);
}

function parsed(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return text; // e.g. the metrics
  }
}
