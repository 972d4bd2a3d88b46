import { Grants } from './grants.ts';
import type { ScramConversation } from './scram.ts';
import type { RoleStore } from './roles.ts';
import type { User } from './users.ts';

/** A log-in that is under way. */
export interface Conversation {
  id: number;
  database: string;
  scram: ScramConversation;
  /** The client wants no empty message at the end. */
  short: boolean;
  /** Set once the proof has been accepted and only the empty message is missing. */
  proven: User | undefined;
}

/** What the server remembers of one connection. */
export interface ConnectionState {
  id: number;
  remote: string;
  /** Address and port of the client. */
  client: string;
  /** Logged-in users; a driver logs in one. */
  user: User | undefined;
  /** What the user may do. */
  grants: Grants;
  /** State of users and roles at which `user` was last looked up. */
  usersRevision: number;
  conversation: Conversation | undefined;
  conversations: number;
  /** Replies are compressed with zlib once hello has agreed on it. */
  compress: boolean;
  /** Name that the client gave itself in its hello. */
  appName: string | undefined;
  /** Stops the command that runs in a reader for this connection. */
  interrupt: (() => void) | undefined;
}

const NOTHING = new Grants([]);

/** The connection is this user's from now on, or nobody's. */
export function actFor(connection: ConnectionState, user: User | undefined, roles: RoleStore): void {
  connection.user = user;
  connection.grants = user === undefined ? NOTHING : roles.grantsOf(user);
}

export function createConnectionState(id: number, remote: string): ConnectionState {
  return {
    id,
    remote,
    client: remote,
    user: undefined,
    grants: NOTHING,
    usersRevision: -1,
    conversation: undefined,
    conversations: 0,
    compress: false,
    appName: undefined,
    interrupt: undefined,
  };
}
