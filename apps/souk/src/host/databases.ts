import type { Database, OpenDatabaseOptions } from '@souk/platform/data';
import type { Logger } from '@souk/platform/telemetry';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DATABASE_NAMES, type DatabaseName } from './database-names.ts';

/** The database server of this process and the way to each service's own database in it. */
export type DatabaseServer = {
  /** Opens each service's database with the user that may use it and no other. */
  openAll(): Promise<Readonly<Record<DatabaseName, Database>>>;
  stop(): Promise<void>;
};

/**
 * Starts the embedded database in a worker thread and makes a user for each service's database. The passwords live as long as
 * this process. @throws when another process holds the directory.
 */
export async function startEmbeddedDatabase(
  dataDir: string,
  log: Logger,
  options: Pick<OpenDatabaseOptions, 'monitorCommands'> = {},
): Promise<DatabaseServer> {
  const { startPocketMongo } = await import('pocketmongo');
  const passwords = new Map(DATABASE_NAMES.map((name) => [name, randomBytes(24).toString('base64url')]));
  const users = [...passwords].map(([name, password]) => ({
    db: name,
    user: name,
    password,
    roles: [
      { role: 'readWrite', db: name },
      { role: 'dbAdmin', db: name },
    ],
    temporary: true,
  }));
  const server = await startPocketMongo({
    dataDir: join(dataDir, 'database'),
    mode: 'worker',
    users,
    clusterTime: false,
    ...socketIn(dataDir),
  });
  // A connection to a thread of this process does not break: the records that make writes repeatable are spared.
  const uriOf = (name: DatabaseName): string =>
    `${server.uri(name, name, passwords.get(name))}&retryWrites=false&retryReads=false`;
  const open = async (name: DatabaseName): Promise<[DatabaseName, Database]> => {
    const { openDatabase } = await import('@souk/platform/data');
    return [name, await openDatabase({ name, uri: uriOf(name), log, ...options })];
  };
  return {
    openAll: async () =>
      Object.fromEntries(await Promise.all(DATABASE_NAMES.map(open))) as Record<DatabaseName, Database>,
    stop: () => server.stop(),
  };
}

/** What systems take as a socket's path at least. */
const MAX_SOCKET_PATH = 100;

/** A socket costs less than a port for every command. Windows has none that the driver knows; long paths do not fit. */
function socketIn(dataDir: string): { socketPath?: string } {
  const socketPath = join(dataDir, 'database.sock');
  if (process.platform === 'win32' || Buffer.byteLength(socketPath) > MAX_SOCKET_PATH) return {};
  return { socketPath };
}
