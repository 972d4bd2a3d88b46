import { flushCompileCache } from 'node:module';
import { startPocketMongo, type PocketMongoOptions } from '../index.ts';
import { readOptions, required, say, UsageError, type CliCommand, type Terminal } from './terminal.ts';

const HELP = `pocketmongo [serve] --data DIR [--port N] [--host ADDRESS] [--user NAME | --open-access]
                    [--mode inline|worker] [--commit-thread auto|always|never]

Starts a MongoDB-compatible server on the data directory and prints its connection string.
  --data DIR      folder of the data; made when it does not exist
  --port N        TCP port; 27017 when left out, 0 takes a free one
  --host ADDRESS  address to listen on; 127.0.0.1 when left out
  --user NAME     administrator; the password is read from POCKETMONGO_PASSWORD
                  (left out: a password is made up for this start)
  --open-access   everyone is the administrator, without a password; on a loopback address only
  --mode MODE     "inline" (default) runs the server in the process's main thread, "worker" in one of its own
  --commit-thread WHEN
                  a thread makes the commits, so that others are served while one waits for the disk: "auto" (default)
                  when there is much waiting, "always" from the start, "never"

TLS is not supported: listen on 127.0.0.1, or put a proxy that ends TLS in front.
SIGINT, SIGTERM and the command shutdown stop the server in good order.
`;

const MODES = ['inline', 'worker'] as const;
const COMMIT_THREAD = ['auto', 'always', 'never'] as const;

function oneOf<T extends string>(known: readonly T[], option: string, given: string): T {
  const found = known.find((name) => name === given);
  if (found === undefined) throw new UsageError(`${option} ${given}: expected ${known.join(' or ')}`);
  return found;
}

function readServerOptions(args: readonly string[], { password }: Terminal): PocketMongoOptions {
  const encrypted = args.find((arg) => /^--(tls|ssl)/i.test(arg));
  if (encrypted !== undefined)
    throw new UsageError(`${encrypted}: TLS is not supported; put a proxy that ends TLS in front`);
  const { values } = readOptions(args, {
    data: { type: 'string' },
    port: { type: 'string', default: '27017' },
    host: { type: 'string', default: '127.0.0.1' },
    user: { type: 'string' },
    'open-access': { type: 'boolean', default: false },
    mode: { type: 'string', default: 'inline' },
    'commit-thread': { type: 'string', default: 'auto' },
  });
  const mode = oneOf(MODES, '--mode', values.mode);
  const commitThread = oneOf(COMMIT_THREAD, '--commit-thread', values['commit-thread']);
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535)
    throw new UsageError(`--port ${values.port}: expected 0 to 65535`);
  if (values.user !== undefined && password === undefined)
    throw new UsageError('--user needs the password in POCKETMONGO_PASSWORD');
  if (values['open-access'] && password !== undefined)
    throw new UsageError('--open-access and POCKETMONGO_PASSWORD exclude each other');
  return {
    dataDir: required(values.data, '--data DIR'),
    port: Number(values.port),
    host: values.host,
    mode,
    commitThread,
    openAccess: values['open-access'],
    credentials: password === undefined ? undefined : { user: values.user ?? 'root', password },
  };
}

export const serve: CliCommand = {
  help: HELP,
  run: async (args, terminal) => {
    const options = readServerOptions(args, terminal);
    const server = await startPocketMongo({
      ...options,
      allowShutdown: true,
      onFailure: (failure) =>
        say(terminal.stderr, Error.isError(failure) ? (failure.stack ?? failure.message) : String(failure)),
    });
    const stopped = new Promise<void>((resolve, reject) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const)
        process.once(signal, () => void server.stop().then(resolve, reject));
      void server.shutdownAsked.then(() => server.stop()).then(resolve, reject);
    });
    say(terminal.stdout, server.uri('test'));
    // Else it is written only when the process ends in good order.
    flushCompileCache();
    await stopped;
    return 0;
  },
};
