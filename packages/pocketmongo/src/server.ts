import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { intoPlace } from './backup/folder.ts';
import { createFailPoints } from './commands/fail-points.ts';
import type { ServerContext } from './commands/command.ts';
import { internalError } from './commands/reply.ts';
import { parseRoles } from './commands/accounts/named-roles.ts';
import { createCursorStore } from './cursors/cursor-store.ts';
import { doc, type Value } from './bson/values.ts';
import {
  isSameUser,
  makeTemporaryUser,
  makeUser,
  openUserStore,
  type User,
  type UserStore,
} from './auth/users.ts';
import { openRoleStore, type RoleStore } from './auth/roles.ts';
import type { ServerOptions, UserOptions } from './options.ts';
import { openClusterParameters } from './operations/cluster-parameters.ts';
import { openDefaultConcerns } from './operations/default-concerns.ts';
import { CommandCounts } from './operations/command-counts.ts';
import { ProfileSettings } from './operations/profile-settings.ts';
import { TopCounts } from './operations/top-counts.ts';
import { queryLanguage } from './query/language.ts';
import { createGossip } from './sessions/gossip.ts';
import { KnownSessions } from './sessions/known-sessions.ts';
import { ReaderPool } from './readers/reader-pool.ts';
import { openEngine } from './storage/open-engine.ts';
import { type Connection, serveConnection } from './wire/connection.ts';
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

export type StartedOptions = ServerOptions & { credentials: { user: string; password: string } };

/** Opens the data directory and listens. `report` hears of failures that are nobody's but the server's. */
export async function startServer(
  options: StartedOptions,
  report: (failure: unknown) => void,
): Promise<RunningServer> {
  const host = options.host ?? '127.0.0.1';
  const anonymous = options.openAccess === true ? anonymousOn(host) : undefined;
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const engine = await openEngine({
    dataDir: options.dataDir,
    language: queryLanguage,
    ...(options.transactionLifetimeMs === undefined
      ? {}
      : { transactionLifetimeMs: options.transactionLifetimeMs }),
    ...(options.oplogBytes === undefined ? {} : { oplogBytes: options.oplogBytes }),
    commitThread: options.commitThread,
    ...(options.ttlSweepMs === undefined ? {} : { ttlSweepMs: options.ttlSweepMs }),
  });
  const users = openUserStore(engine);
  const roles = openRoleStore(engine);
  users.addTemporary(
    makeUser('admin', options.credentials.user, options.credentials.password, [
      { role: 'root', db: 'admin' },
    ]),
  );
  for (const user of options.users ?? []) await ensureUser(users, roles, user);
  const shutdownAsked = Promise.withResolvers<undefined>();
  const connections = new Map<Socket, Connection>();
  let port = 0;
  const readers = new ReaderPool({
    dataDir: options.dataDir,
    host,
    port: () => port,
    most: options.readers,
    report,
  });
  const context: ServerContext = {
    engine,
    users,
    roles,
    anonymous,
    cursors: createCursorStore(),
    failPoints: createFailPoints(),
    profiler: new ProfileSettings(),
    top: new TopCounts(),
    counts: new CommandCounts(),
    clusterParameters: openClusterParameters(engine),
    defaultConcerns: openDefaultConcerns(engine),
    gossip: createGossip(engine.oplog.clock, options.clusterTime ?? true),
    sessions: new KnownSessions(),
    running: new Map(),
    readers,
    info: {
      host,
      port: () => port,
      address: () => options.socketPath ?? `${host}:${port}`,
      startedAt: performance.now(),
      dataDir: options.dataDir,
      openConnections: () => connections.size,
      connections: () => Array.from(connections.values(), ({ state }) => state),
      shutDown: options.allowShutdown === true ? () => shutdownAsked.resolve(undefined) : undefined,
    },
    report: (failure) => {
      report(failure);
      return internalError(failure);
    },
  };
  const outbox = new Outbox();
  let nextId = 0;
  const listener = createServer({ noDelay: true }, (socket) => {
    nextId += 1;
    connections.set(socket, serveConnection(socket, nextId, context, outbox));
    socket.once('close', () => connections.delete(socket));
  });
  try {
    port = await listen(listener, { socketPath: options.socketPath, host, port: options.port ?? 0 });
  } catch (error) {
    await engine.close();
    throw error;
  }
  const stop = async (): Promise<void> => {
    const closed = once(listener, 'close');
    engine.oplog.close();
    listener.close();
    const open = [...connections];
    for (const [, connection] of open) connection.finish();
    await Promise.all(open.map(([, connection]) => connection.idle()));
    for (const [socket] of open) socket.destroy();
    context.cursors.close();
    await closed;
    await readers.close();
    await engine.close();
  };
  return {
    port,
    shutdownAsked: shutdownAsked.promise,
    stop,
    backup: (folder) => intoPlace(folder, (path) => engine.copyTo(path)),
  };
}

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

function anonymousOn(host: string): User {
  if (!LOOPBACK.has(host)) throw new Error(`openAccess is for a loopback address, not for ${host}`);
  return makeUser('', '', '', [{ role: 'root', db: 'admin' }]);
}

async function ensureUser(
  users: UserStore,
  store: RoleStore,
  { db, user, password, roles, temporary }: UserOptions,
): Promise<void> {
  const wanted = parseRoles(
    roles.map((role): Value => (typeof role === 'string' ? role : doc({ role: role.role, db: role.db }))),
    db,
    store,
  );
  if (temporary === true) {
    users.addTemporary(makeTemporaryUser(db, user, password, wanted));
    return;
  }
  const present = users.find(db, user);
  if (present !== undefined && isSameUser(present, password, wanted)) return;
  await users.save(makeUser(db, user, password, wanted));
}
