import type { Access, Asked } from '../auth/access.ts';
import { authorize } from '../auth/authorize.ts';
import type { ConnectionState } from '../auth/connection-state.ts';

/** What has to be allowed for a cursor to be read on: what its command demanded. */
export interface CursorRights {
  readonly opening: Opening;
  /** State of users and roles at which it was last allowed. */
  revision: number;
}

type Opening = Asked & { access: Access };

export const rightsOf = (call: Opening & { connection: ConnectionState }): CursorRights => ({
  opening: call,
  revision: call.connection.usersRevision,
});

/** Throws Unauthorized when who reads on has lost since what opening the cursor demanded. */
export function checkRights(rights: CursorRights, connection: ConnectionState): void {
  if (rights.revision === connection.usersRevision) return;
  authorize(connection, rights.opening.access, rights.opening);
  rights.revision = connection.usersRevision;
}
