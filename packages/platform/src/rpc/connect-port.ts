import type { DescMethodUnary, DescService, Message } from '@bufbuild/protobuf';
import type * as ConnectLibrary from '@connectrpc/connect';
import { DomainError } from '@souk/kernel';
import type { RequestContext } from '../context/index.ts';
import { contextToHeaders } from './callee-context.ts';
import { portBy } from './methods.ts';
import type { Port } from './port.ts';
import { decodeRefusal } from './refusal.ts';
import { REFUSAL_HEADER } from './rpc-codes.ts';

export type ConnectPortOptions = {
  /** `http://catalog:4100`. */
  readonly baseUrl: string;
  /** A call takes at most this, and at most what the request has left. */
  readonly timeoutMs: number;
  /** Closes the connection when aborted; an idle one closes by itself. */
  readonly signal?: AbortSignal;
};

type Wire = {
  readonly transport: ConnectLibrary.Transport;
  readonly connect: typeof ConnectLibrary;
};

const IDLE_CONNECTION_MS = 30_000;

/**
 * The port of a service in another process, over gRPC. A refusal arrives as the same `DomainError` as in one process; no
 * answer is `service-unavailable` (503), a late one `deadline-exceeded` (504): then nobody knows whether it took effect.
 */
export function connectPort<S extends DescService>(service: S, options: ConnectPortOptions): Port<S> {
  let opened: Promise<Wire> | null = null;
  return portBy(service, async (method, ctx, request) => {
    opened ??= openWire(options);
    const wire = await opened;
    const timeoutMs = Math.min(options.timeoutMs, ctx.deadline - Date.now());
    if (timeoutMs <= 0) throw lateError(method);
    return call(wire, method, { ctx, request, timeoutMs });
  });
}

async function openWire(options: ConnectPortOptions): Promise<Wire> {
  // Loaded with the first call: a program in one process has none.
  const [connect, node] = await Promise.all([
    import('@connectrpc/connect'),
    import('@connectrpc/connect-node'),
  ]);
  const sessionManager = new node.Http2SessionManager(options.baseUrl, {
    idleConnectionTimeoutMs: IDLE_CONNECTION_MS,
    pingIntervalMs: 20_000,
  });
  options.signal?.addEventListener('abort', () => sessionManager.abort());
  return { connect, transport: node.createGrpcTransport({ baseUrl: options.baseUrl, sessionManager }) };
}

async function call(
  wire: Wire,
  method: DescMethodUnary,
  { ctx, request, timeoutMs }: { ctx: RequestContext; request: object; timeoutMs: number },
): Promise<Message> {
  try {
    const headers = contextToHeaders(ctx);
    const init = request as Record<string, unknown>;
    const reply = await wire.transport.unary(method, undefined, timeoutMs, headers, init);
    return reply.message;
  } catch (error) {
    throw asCallerSeesIt(wire, method, error);
  }
}

function asCallerSeesIt({ connect }: Wire, method: DescMethodUnary, raw: unknown): Error {
  const error = connect.ConnectError.from(raw);
  const refusal = decodeRefusal(error.metadata.get(REFUSAL_HEADER) ?? '');
  if (refusal !== undefined) return refusal;
  const name = `${method.parent.typeName}.${method.name}`;
  if (isConnectionFailure(error)) return unreachableError(method);
  switch (error.code) {
    case connect.Code.DeadlineExceeded:
    case connect.Code.Canceled:
      return lateError(method);
    case connect.Code.Unavailable:
    case connect.Code.Aborted:
      return unreachableError(method);
    default:
      return new Error(`${name} failed: ${error.rawMessage}`, { cause: error });
  }
}

const CONNECTION_FAILURES: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

/** Whether the socket failed. Looked for by code: the library knows such errors by a class, which realms don't share. */
function isConnectionFailure(error: unknown): boolean {
  if (!Error.isError(error)) return false;
  return ('code' in error && CONNECTION_FAILURES.has(error.code)) || isConnectionFailure(error.cause);
}

function unreachableError(method: DescMethodUnary): DomainError {
  const name = `${method.parent.typeName}.${method.name}`;
  return new DomainError('service-unavailable', 'unavailable', `${name} can't be reached at the moment.`);
}

function lateError(method: DescMethodUnary): DomainError {
  const name = `${method.parent.typeName}.${method.name}`;
  return new DomainError('deadline-exceeded', 'timed-out', `${name} gave no answer in time.`);
}
