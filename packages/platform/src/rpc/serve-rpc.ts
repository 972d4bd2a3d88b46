import { once } from 'node:events';
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { DescMethodUnary, DescService, Message } from '@bufbuild/protobuf';
import type * as ConnectLibrary from '@connectrpc/connect';
import { isDomainError, newId } from '@souk/kernel';
import type { Logger } from 'pino';
import { contextFromHeaders } from './callee-context.ts';
import { handlerOf, unaryMethods } from './methods.ts';
import type { PortImplementation } from './port.ts';
import { encodeRefusal } from './refusal.ts';
import { CODE_OF_KIND, REFUSAL_HEADER } from './rpc-codes.ts';

/** A service's contract and what answers it. */
export type RpcService<S extends DescService = DescService> = {
  readonly service: S;
  readonly implementation: PortImplementation<S>;
};

export type ServeRpcOptions = {
  /** 0: any free port. */
  readonly port: number;
  /** Interface to listen on; 127.0.0.1. */
  readonly host?: string;
  readonly services: readonly RpcService[];
  readonly log: Logger;
};

export type RpcServer = {
  readonly port: number;
  readonly baseUrl: string;
  /** Lets running calls end, for at most 5 s. */
  stop(): Promise<void>;
};

/** Used when the caller sets no time-out: nothing may run for ever. */
const LONGEST_CALL_MS = 60_000;
const STOP_WITHIN_MS = 5_000;

/** Pairs a contract with its implementation and has the compiler check that they fit. */
export function rpcService<S extends DescService>(
  service: S,
  implementation: PortImplementation<S>,
): RpcService<S> {
  return { service, implementation };
}

/** Answers the services' calls over gRPC (HTTP/2 without TLS, which the network in front provides). */
export async function serveRpc(options: ServeRpcOptions): Promise<RpcServer> {
  const { host = '127.0.0.1', log } = options;
  const [connect, { connectNodeAdapter }] = await Promise.all([
    import('@connectrpc/connect'),
    import('@connectrpc/connect-node'),
  ]);
  const routes = (router: ConnectLibrary.ConnectRouter) => {
    for (const service of options.services) mount(router, service, { connect, log });
  };
  const server = http2.createServer(connectNodeAdapter({ routes, grpcWeb: false }));
  const sessions = new Set<http2.ServerHttp2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  server.listen(options.port, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { port, baseUrl: `http://${host}:${port}`, stop: () => stop(server, sessions) };
}

function mount(
  router: ConnectLibrary.ConnectRouter,
  { service, implementation }: RpcService,
  { connect, log }: { connect: typeof ConnectLibrary; log: Logger },
): void {
  for (const method of unaryMethods(service)) {
    const answer = handlerOf(implementation, method);
    router.rpc(method, async (request: Message, call: ConnectLibrary.HandlerContext) => {
      try {
        const ctx = contextFromHeaders(call.requestHeader, call.timeoutMs() ?? LONGEST_CALL_MS, log);
        return (await answer(ctx, request)) as Record<string, unknown>;
      } catch (error) {
        throw asWireError(connect, error, { method, log });
      }
    });
  }
}

/** A refusal keeps all it says; anything else is logged whole and answered with an id to find it by. */
function asWireError(
  { ConnectError, Code }: typeof ConnectLibrary,
  error: unknown,
  { method, log }: { method: DescMethodUnary; log: Logger },
): Error {
  if (isDomainError(error))
    return new ConnectError(error.message, Code[CODE_OF_KIND[error.kind]], {
      [REFUSAL_HEADER]: encodeRefusal(error),
    });
  const errorId = newId('request');
  log.error({ err: error, errorId, method: `${method.parent.typeName}.${method.name}` }, 'a call failed');
  return new ConnectError(`internal error ${errorId}`, Code.Internal);
}

async function stop(
  server: http2.Http2Server,
  sessions: ReadonlySet<http2.ServerHttp2Session>,
): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  for (const session of sessions) session.close();
  const force = setTimeout(() => {
    for (const session of sessions) session.destroy();
  }, STOP_WITHIN_MS);
  await closed;
  clearTimeout(force);
}
