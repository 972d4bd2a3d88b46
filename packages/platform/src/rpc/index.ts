export { type Port, type PortImplementation } from './port.ts';
export { directPort } from './direct-port.ts';
export { binaryPort } from './binary-port.ts';
export { connectPort, type ConnectPortOptions } from './connect-port.ts';
export { rpcService, serveRpc, type RpcServer, type RpcService, type ServeRpcOptions } from './serve-rpc.ts';
