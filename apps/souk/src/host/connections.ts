import type { DescService } from '@bufbuild/protobuf';
import { binaryPort, connectPort, directPort, serveRpc, type Port, type RpcServer } from '@souk/platform/rpc';
import type { Service } from '@souk/platform/service';
import type { Logger } from '@souk/platform/telemetry';

/** How calls to a service travel: to its implementation, to it through the messages' bytes, or over gRPC. */
export type CallPath = 'direct' | 'binary' | 'grpc';

export type Connections = {
  /** The port of a service of this process. @throws TypeError when it answers no calls. */
  port<S extends DescService>(contract: S, service: Service<S>, path: CallPath): Promise<Port<S>>;
  stop(): Promise<void>;
};

/** Connects callers with services; what listens for it is stopped with it. */
export function createConnections(log: Logger): Connections {
  const servers: RpcServer[] = [];
  const closing = new AbortController();
  return {
    port: async (contract, service, path) => {
      if (service.rpc === undefined) throw new TypeError(`${service.name} answers no calls`);
      if (path === 'direct') return directPort(contract, service.rpc.implementation);
      if (path === 'binary') return binaryPort(contract, service.rpc.implementation);
      const server = await serveRpc({ port: 0, services: [service.rpc], log });
      servers.push(server);
      return connectPort(contract, { baseUrl: server.baseUrl, timeoutMs: 10_000, signal: closing.signal });
    },
    stop: async () => {
      closing.abort();
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}
