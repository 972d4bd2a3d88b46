import type { ClientSession, Connection } from 'mongoose';

export type { ClientSession };

/**
 * One service's own database: its connection, with its own database user. Only `data/` of a service uses it.
 * 64-bit integers come back as `bigint` (`useBigInt64`), so that money stays exact.
 */
export type Database = {
  readonly name: string;
  readonly connection: Connection;
  /**
   * Runs `work` in a multi-document transaction and commits it durably. Runs it again, after a short random wait,
   * when the server reports a transient conflict: `work` must have no effect outside the session.
   */
  transaction<T>(work: (session: ClientSession) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};
