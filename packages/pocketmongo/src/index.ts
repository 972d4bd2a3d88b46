import { randomBytes } from 'node:crypto';
import type { ServerOptions, StartedOptions } from './options.ts';
import type { RunningServer } from './server.ts';

export type { ServerOptions, UserOptions } from './options.ts';
export type { Role } from './auth/role.ts';

export interface PocketMongoOptions extends ServerOptions {
  /** `worker` (default) runs the server in a thread of its own, `inline` in this one. */
  mode?: 'worker' | 'inline' | undefined;
  /** Hears of failures inside the server; default: a process warning. */
  onFailure?: ((failure: unknown) => void) | undefined;
}

export interface PocketMongo {
  /** 0 when it listens on a socket. */
  port: number;
  /**
   * Connection string of a database: for the administrator (without credentials when access is open), or for a user of
   * that database.
   */
  uri: (database: string, user?: string, password?: string) => string;
  /**
   * Copies the data as it is at this moment into a new folder, which is a data directory itself; reads and writes go on.
   * Resolves to the number of bytes.
   */
  backup: (folder: string) => Promise<number>;
  /** Resolves when a client has asked for the end, which `allowShutdown` lets it do; the program then calls `stop`. */
  shutdownAsked: Promise<undefined>;
  /** Lets running commands finish, flushes and closes. */
  stop: () => Promise<void>;
}

/** Starts a server on a data directory. The promise resolves when it accepts connections. */
export async function startPocketMongo(options: PocketMongoOptions): Promise<PocketMongo> {
  const { mode = 'worker', onFailure = warn, ...rest } = options;
  const credentials = options.credentials ?? {
    user: 'root',
    password: randomBytes(24).toString('base64url'),
  };
  const started: StartedOptions = { ...rest, credentials };
  const server = await start(mode, started, onFailure);
  const { socketPath, host = '127.0.0.1' } = options;
  const place =
    socketPath === undefined ? `${reachable(host)}:${server.port}` : encodeURIComponent(socketPath);
  let stopping: Promise<void> | undefined;
  return {
    port: server.port,
    uri: (database, user, password) => {
      const address = `${place}/${encodeURIComponent(database)}`;
      if (options.openAccess === true && user === undefined)
        return `mongodb://${address}?directConnection=true`;
      const login = user === undefined ? credentials : { user, password: password ?? '' };
      const authSource = user === undefined ? 'admin' : database;
      const who = `${encodeURIComponent(login.user)}:${encodeURIComponent(login.password)}`;
      return (
        `mongodb://${who}@${address}` +
        `?authSource=${encodeURIComponent(authSource)}&authMechanism=SCRAM-SHA-256&directConnection=true`
      );
    },
    shutdownAsked: server.shutdownAsked,
    backup: (folder) => server.backup(folder),
    stop: () => (stopping ??= server.stop()),
  };
}

/** Loads what the mode needs: the thread that only starts the worker does without the three hundred modules of the server. */
async function start(
  mode: 'worker' | 'inline',
  options: StartedOptions,
  onFailure: (failure: unknown) => void,
): Promise<RunningServer> {
  if (mode === 'inline') {
    const { startServer } = await import('./server.ts');
    return await startServer(options, onFailure);
  }
  const { startInWorker } = await import('./worker-host.ts');
  return await startInWorker(options, onFailure);
}

/** An address that a client can be told; listening on every address includes the loopback one. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

function warn(failure: unknown): void {
  process.emitWarning(Error.isError(failure) ? failure : new Error(String(failure)));
}
