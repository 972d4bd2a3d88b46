import { authorize } from '../auth/authorize.ts';
import type { CommandCall } from '../commands/command.ts';
import type { OpenCursor } from './cursor-store.ts';

/** What has to be allowed for a cursor to be read on: what its command demanded. */
export interface CursorRights {
  readonly opening: Pick<CommandCall, 'access' | 'name' | 'database' | 'body'>;
  /** State of users and roles at which it was last allowed. */
  revision: number;
}

export const rightsOf = (call: CommandCall): CursorRights => ({
  opening: call,
  revision: call.connection.usersRevision,
});

/** Throws Unauthorized when who reads on has lost since what opening the cursor demanded. */
export function checkRights({ rights }: OpenCursor, { connection }: CommandCall): void {
  if (rights.revision === connection.usersRevision) return;
  authorize(connection, rights.opening.access, rights.opening);
  rights.revision = connection.usersRevision;
}
