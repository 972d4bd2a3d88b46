import type { ScramConversation } from './scram.ts';
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
  /** State of the users at which `user` was last looked up. */
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

export function createConnectionState(id: number, remote: string, user?: User): ConnectionState {
  return {
    id,
    remote,
    client: remote,
    user,
    usersRevision: 0,
    conversation: undefined,
    conversations: 0,
    compress: false,
    appName: undefined,
    interrupt: undefined,
  };
}
