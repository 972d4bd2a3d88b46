import type { Role } from './auth/role.ts';

/** A user that exists from the start. */
export interface UserOptions {
  db: string;
  user: string;
  password: string;
  roles: readonly (string | Role)[];
  /** Lives as long as the server and is not stored: for a password that is made anew at each start. */
  temporary?: boolean | undefined;
}

/** Whether commits are made by a thread of their own: from the start, when it pays, or not at all. */
export type CommitThread = 'always' | 'auto' | 'never';

/** Options of a server; they cross to the worker thread, so they hold plain values only. */
export interface ServerOptions {
  /** Folder of the data; made when absent, locked while the server runs. */
  dataDir: string;
  /** 0 takes a free port. */
  port?: number | undefined;
  host?: string | undefined;
  /** Listens on this Unix socket (mode 0600, at most 100 bytes) instead of a port: cheaper for programs on the same machine. */
  socketPath?: string | undefined;
  /**
   * False leaves the cluster's time out of replies: cheaper, for programs without causally consistent sessions and
   * `startAtOperationTime`.
   */
  clusterTime?: boolean | undefined;
  /** The administrator; missing: a name and a secret that live as long as the process. */
  credentials?: { user: string; password: string } | undefined;
  /**
   * Lets everyone who reaches the port in as the administrator, as a mongod without access control does; only on a
   * loopback address. For tests and for programs whose connection string has no credentials.
   */
  openAccess?: boolean | undefined;
  /** Created or brought up to date at the start. */
  users?: readonly UserOptions[] | undefined;
  /** Longest life of a transaction, milliseconds; 60,000. */
  transactionLifetimeMs?: number | undefined;
  /** Bytes of the log that change streams read; beyond them its oldest part goes; 64 MiB. */
  oplogBytes?: number | undefined;
  /** Threads for scans and aggregations, started when needed; one less than the cores, at least one; 0: none. */
  readers?: number | undefined;
  /**
   * Whether a thread of its own makes the commits, so that others are served while one waits for the disk: from the
   * start (`always`), when there is much waiting (`auto`, the default), or not at all (`never`).
   */
  commitThread?: CommitThread | undefined;
  /** Lets clients with the right ask for the end of the server: `shutdownAsked` resolves. */
  allowShutdown?: boolean | undefined;
  /** Time between sweeps of TTL indexes, milliseconds; 60,000; 0 turns them off. */
  ttlSweepMs?: number | undefined;
}

/** With the administrator of this boot. */
export type StartedOptions = ServerOptions & { credentials: { user: string; password: string } };
