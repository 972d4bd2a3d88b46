#!/usr/bin/env node
import { parseArgs } from 'node:util';

const HELP = `pocketmongo --data DIR [--port N] [--host ADDRESS] [--user NAME]

Starts a MongoDB-compatible server on the data directory and prints its connection string.
  --data DIR      folder of the data; made when it does not exist
  --port N        TCP port; 27017 when left out, 0 takes a free one
  --host ADDRESS  address to listen on; 127.0.0.1 when left out
  --user NAME     administrator; the password is read from POCKETMONGO_PASSWORD
                  (left out: a password is made up for this start)
`;

function readArguments() {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      port: { type: 'string', default: '27017' },
      host: { type: 'string', default: '127.0.0.1' },
      user: { type: 'string', default: 'root' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const port = Number(values.port);
  if (!values.help && values.data === undefined) throw new Error('--data DIR is missing');
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port ${values.port}: expected 0 to 65535`);
  return { ...values, port };
}

async function main() {
  const { help, data, port, host, user } = readArguments();
  if (help) {
    process.stdout.write(HELP);
    return;
  }
  const { startPocketMongo } = await import('../src/index.ts');
  const password = process.env.POCKETMONGO_PASSWORD;
  const server = await startPocketMongo({
    dataDir: data,
    port,
    host,
    mode: 'inline',
    credentials: password === undefined ? undefined : { user, password },
    onFailure: (failure) => console.error(failure),
  });
  console.log(server.uri('test'));
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      server.stop().catch((error) => {
        console.error(error);
        process.exitCode = 1;
      });
    });
  }
}

main().catch((error) => {
  console.error(error.code === 'EADDRINUSE' ? `the port is in use: ${error.message}` : error.message);
  process.exitCode = 1;
});
