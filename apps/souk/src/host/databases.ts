import type { Database } from '@souk/platform/data';
import type { Logger } from '@souk/platform/telemetry';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

/** The database server of this process and the way to each service's own database in it. */
export type DatabaseServer = {
  /** Opens the database of that name with the user that may use it and no other. */
  open(name: string): Promise<Database>;
  stop(): Promise<void>;
};

/**
 * Starts the embedded database in a worker thread and makes a user for each of `names`. The passwords live as long as
 * this process. @throws when another process holds the directory.
 */
export async function startEmbeddedDatabase(
  dataDir: string,
  names: readonly string[],
  log: Logger,
): Promise<DatabaseServer> {
  const { startPocketMongo } = await import('pocketmongo');
  const passwords = new Map(names.map((name) => [name, randomBytes(24).toString('base64url')]));
  const users = [...passwords].map(([name, password]) => ({
    db: name,
    user: name,
    password,
    roles: [
      { role: 'readWrite', db: name },
      { role: 'dbAdmin', db: name },
    ],
  }));
  const server = await startPocketMongo({ dataDir: join(dataDir, 'database'), mode: 'worker', users });
  return {
    open: async (name) => {
      const { openDatabase } = await import('@souk/platform/data');
      const password = passwords.get(name);
      if (password === undefined) throw new TypeError(`no database user was made for "${name}"`);
      return openDatabase({ name, uri: server.uri(name, name, password), log });
    },
    stop: () => server.stop(),
  };
}
