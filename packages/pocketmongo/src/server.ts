import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { makeUser, type User } from './auth/users.ts';
import { intoPlace } from './backup/folder.ts';
import type { ServerContext } from './commands/command.ts';
import type { Engine, EngineOptions } from './engine.ts';
import { openAccounts } from './first-users.ts';
import type { StartedOptions } from './options.ts';
import { queryLanguage } from './query/language.ts';
import { createContext, DEFAULT_HOST } from './server-context.ts';
import { openEngine } from './storage/open-engine.ts';
import { Connection } from './wire/connection.ts';
import { Outbox } from './wire/outbox.ts';
import { listen } from './wire/listen.ts';

export interface RunningServer {
  /** 0 when it listens on a socket. */
  port: number;
  /** Copies the data as it is at this moment into a new folder. Resolves to the number of bytes. */
  backup: (folder: string) => Promise<number>;
  /** Resolves when a client has asked for the end, which `allowShutdown` lets it do. */
  shutdownAsked: Promise<undefined>;
  /** Lets running commands finish, flushes and closes. */
  stop: () => Promise<void>;
}

/** Opens the data directory and listens. `report` hears of failures that are nobody's but the server's. */
export async function startServer(
  options: StartedOptions,
  report: (failure: unknown) => void,
): Promise<RunningServer> {
  const host = options.host ?? DEFAULT_HOST;
  const anonymous = options.openAccess === true ? anonymousOn(host) : undefined;
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const engine = await openEngine(engineOptions(options));
  try {
    return await serve(engine, anonymous, options, report);
  } catch (error) {
    await engine.close();
    throw error;
  }
}

function engineOptions({
  dataDir,
  transactionLifetimeMs,
  oplogBytes,
  commitThread,
  ttlSweepMs,
}: StartedOptions): EngineOptions {
  return {
    dataDir,
    language: queryLanguage,
    commitThread,
    ...(transactionLifetimeMs === undefined ? {} : { transactionLifetimeMs }),
    ...(oplogBytes === undefined ? {} : { oplogBytes }),
    ...(ttlSweepMs === undefined ? {} : { ttlSweepMs }),
  };
}

async function serve(
  engine: Engine,
  anonymous: User | undefined,
  options: StartedOptions,
  report: (failure: unknown) => void,
): Promise<RunningServer> {
  const accounts = await openAccounts(engine, options);
  const shutdownAsked = Promise.withResolvers<undefined>();
  const connections = new Map<Socket, Connection>();
  let port = 0;
  const context = createContext(
    { engine, ...accounts, anonymous },
    { port: () => port, connections, shutDown: () => shutdownAsked.resolve(undefined), report },
    options,
  );
  const listener = listenerOf(context, connections);
  port = await listen(listener, {
    socketPath: options.socketPath,
    host: context.info.host,
    port: options.port ?? 0,
  });
  return {
    port,
    shutdownAsked: shutdownAsked.promise,
    stop: () => stop(context, listener, connections),
    backup: (folder) => intoPlace(folder, (path) => engine.copyTo(path)),
  };
}

function listenerOf(context: ServerContext, connections: Map<Socket, Connection>): Server {
  const outbox = new Outbox();
  let nextId = 0;
  return createServer({ noDelay: true }, (socket) => {
    nextId += 1;
    connections.set(socket, new Connection(socket, nextId, context, outbox));
    socket.once('close', () => connections.delete(socket));
  });
}

async function stop(
  { engine, cursors, readers }: ServerContext,
  listener: Server,
  connections: ReadonlyMap<Socket, Connection>,
): Promise<void> {
  const closed = once(listener, 'close');
  engine.oplog.close();
  listener.close();
  const open = [...connections];
  for (const [, connection] of open) connection.finish();
  // Running commands would wait for their locks.
  engine.abortTransactions();
  await Promise.all(open.map(([, connection]) => connection.idle()));
  for (const [socket] of open) socket.destroy();
  cursors.close();
  await closed;
  await readers.close();
  await engine.close();
}

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

function anonymousOn(host: string): User {
  if (!LOOPBACK.has(host)) throw new Error(`openAccess is for a loopback address, not for ${host}`);
  return makeUser('', '', '', [{ role: 'root', db: 'admin' }]);
}
