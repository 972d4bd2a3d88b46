import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient, type MongoClientOptions } from 'mongodb';
import { type PocketMongo, type PocketMongoOptions, startPocketMongo } from '../src/index.ts';

export interface TestServer {
  server: PocketMongo;
  dataDir: string;
  /** A client of the administrator; closed with the server. */
  client: MongoClient;
  /** Another client; closed with the server. */
  connect: (uri: string, options?: MongoClientOptions) => Promise<MongoClient>;
  close: () => Promise<void>;
}

/** A server on a fresh data directory, in this thread so that a failure inside it is seen. */
export async function startTestServer(options: Partial<PocketMongoOptions> = {}): Promise<TestServer> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'pocketmongo-'));
  const server = await startPocketMongo({ mode: 'inline', ...options, dataDir });
  const clients: MongoClient[] = [];
  const connect = async (uri: string, clientOptions: MongoClientOptions = {}): Promise<MongoClient> => {
    const client = new MongoClient(uri, clientOptions);
    clients.push(client);
    return client.connect();
  };
  const client = await connect(server.uri('test'), { monitorCommands: true });
  return {
    server,
    dataDir,
    client,
    connect,
    close: async () => {
      await Promise.all(clients.map((one) => one.close()));
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** The code of the error that a promise is rejected with; undefined when it is fulfilled. */
export async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => (Error.isError(error) && 'code' in error ? error.code : error),
  );
}
