import type { SystemValues } from '../aggregation/expressions/system-variables.ts';
import type { ConnectionState } from '../auth/connection-state.ts';
import type { Access } from '../auth/access.ts';
import type { RoleStore } from '../auth/roles.ts';
import type { User, UserStore } from '../auth/users.ts';
import type { Doc } from '../bson/values.ts';
import type { CursorStore } from '../cursors/cursor-store.ts';
import type { Engine } from '../engine.ts';
import type { Operation } from '../execution/operation.ts';
import type { CommandError } from '../errors.ts';
import type { ReaderPool } from '../readers/reader-pool.ts';
import type { Gossip } from '../sessions/gossip.ts';
import type { KnownSessions } from '../sessions/known-sessions.ts';
import type { ClusterParameters } from '../operations/cluster-parameters.ts';
import type { DefaultConcerns } from '../operations/default-concerns.ts';
import type { CommandCounts } from '../operations/command-counts.ts';
import type { ProfileSettings } from '../operations/profile-settings.ts';
import type { TopCounts } from '../operations/top-counts.ts';
import type { FailPoints } from './fail-points.ts';

/** What a command may need; made once per server. */
export interface ServerContext {
  engine: Engine;
  users: UserStore;
  roles: RoleStore;
  /** Who a connection is before it logs in; undefined: nobody. */
  anonymous: User | undefined;
  cursors: CursorStore;
  failPoints: FailPoints;
  profiler: ProfileSettings;
  top: TopCounts;
  counts: CommandCounts<Command>;
  clusterParameters: ClusterParameters;
  defaultConcerns: DefaultConcerns;
  gossip: Gossip;
  sessions: KnownSessions;
  /** What runs, by the connection that it runs for. */
  running: Map<ConnectionState, CommandCall>;
  /** Threads for what takes long to read. */
  readers: ReaderPool;
  info: ServerInfo;
  /** Tells the owner of the process of an unexpected failure and makes the error that the client gets. */
  report: (failure: unknown) => CommandError;
}

export interface ServerInfo {
  host: string;
  /** 0 when it listens on a socket. */
  port: () => number;
  /** Host and port, or the socket. */
  address: () => string;
  startedAt: number;
  /** The data directory, as serverStatus shows it. */
  dataDir: string;
  openConnections: () => number;
  connections: () => ConnectionState[];
  /** Ends the process; undefined where it is not the server's own. */
  shutDown: (() => void) | undefined;
}

/** One call of a command. */
export interface CommandCall {
  server: ServerContext;
  connection: ConnectionState;
  database: string;
  /** Name as the client wrote it; the field that holds the command's main argument. */
  name: string;
  /** What the command has demanded of its caller. */
  access: Access;
  body: Doc;
  op: Operation;
  session: CallSession | undefined;
  /** The operation's time. */
  now: Date;
  /** `$$NOW` and its like. */
  system: SystemValues;
  /** By which it is killed; given when somebody asks. */
  number?: number;
}

/** Logical session and transaction number of a call. */
export interface CallSession {
  key: string;
  txnNumber: bigint | undefined;
  inTransaction: boolean;
}

/** A reply: fields without `ok`, or a finished document as bytes. */
export type Reply = Doc | Uint8Array;

export interface Command {
  names: readonly string[];
  /** What its caller must be allowed to do. */
  access: Access;
  /** Reads or writes documents, lists names and statistics, makes and drops what holds documents, or rules sessions. */
  kind?: 'read' | 'write' | 'list' | 'define' | 'session';
  /** Known fields beside the generic ones; undefined: not checked. */
  fields?: readonly string[];
  /** May run inside a multi-document transaction. */
  transactional?: boolean;
  /** Takes a transaction number outside a transaction: a retryable write. */
  retryable?: boolean;
  /** Only reads, so that a reader may run it. */
  reading?: boolean;
  /** Only on the admin database. */
  adminOnly?: boolean;
  run: (call: CommandCall) => Reply | Promise<Reply>;
}
