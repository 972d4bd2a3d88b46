import mongoose from 'mongoose';
import type { Logger } from 'pino';
import type { Database } from './database.ts';
import type { Metrics } from '../telemetry/index.ts';
import { transactionCounts } from './transaction-counts.ts';
import { runTransaction } from './transaction.ts';

export type OpenDatabaseOptions = {
  /** The database's name: that of the service. */
  readonly name: string;
  /** Connection string with the service's own user. */
  readonly uri: string;
  readonly log: Logger;
  readonly metrics?: Metrics;
  /** Connections kept at most; 20. A transaction holds none between its commands. */
  readonly poolSize?: number;
  /** Whether the driver tells of every command (`commandStarted` of its client): for tests, since it costs time. */
  readonly monitorCommands?: boolean;
};

/**
 * Opens a service's database. Writes are acknowledged by the majority and the journal; 64-bit integers are `bigint`.
 * @throws the driver's error when no server answers within 10 s.
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<Database> {
  const connection = await mongoose
    .createConnection(options.uri, {
      dbName: options.name,
      appName: `souk-${options.name}`,
      useBigInt64: true,
      maxPoolSize: options.poolSize ?? 20,
      monitorCommands: options.monitorCommands ?? false,
      writeConcern: { w: 'majority', journal: true },
      readConcernLevel: 'majority',
      serverSelectionTimeoutMS: 10_000,
      autoIndex: false,
      autoCreate: false,
      bufferCommands: false,
    })
    .asPromise();
  connection.on('error', (error: unknown) =>
    options.log.error({ err: error, database: options.name }, 'database connection'),
  );
  const counts = await transactionCounts(options.metrics, options.name);
  return {
    name: options.name,
    connection,
    transaction: (work) => runTransaction(connection, counts, work),
    close: () => connection.close(),
  };
}
