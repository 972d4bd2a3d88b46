import type { SystemValues } from '../aggregation/expressions/system-variables.ts';
import type { ConnectionState } from '../auth/connection-state.ts';
import { type Role, roleKey } from '../auth/role.ts';
import { doc, type Doc, Timestamp } from '../bson/values.ts';
import type { ServerContext } from './command.ts';

/** What a command's expressions may ask for: made when the first one asks, and the same until the command has ended. */
export class CommandValues implements SystemValues {
  readonly now: Date;
  readonly #server: ServerContext;
  readonly #connection: ConnectionState;
  #clusterTime: Timestamp | undefined;
  #userRoles: Doc[] | undefined;

  constructor(server: ServerContext, connection: ConnectionState, now: Date) {
    this.#server = server;
    this.#connection = connection;
    this.now = now;
  }

  get clusterTime(): Timestamp {
    if (this.#clusterTime === undefined) {
      const { seconds, increment } = this.#server.engine.oplog.clock.time;
      this.#clusterTime = new Timestamp({ t: seconds, i: increment });
    }
    return this.#clusterTime;
  }

  get userRoles(): Doc[] {
    this.#userRoles ??= rolesOf(this.#server, this.#connection).map((role) =>
      doc({ _id: roleKey(role), role: role.role, db: role.db }),
    );
    return this.#userRoles;
  }
}

/** The roles of who is logged in, with those that they inherit from. */
export function rolesOf({ anonymous, roles }: ServerContext, { user }: ConnectionState): Role[] {
  return user === undefined || user === anonymous ? [] : roles.withInherited(user.roles);
}
