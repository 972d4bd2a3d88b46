import { onDatabase } from '../../auth/access.ts';
import type { Role } from '../../auth/role.ts';
import { withoutRoles, withRoles } from '../../auth/roles.ts';
import type { Doc } from '../../bson/values.ts';
import { requiredArray } from '../arguments.ts';
import type { Command, CommandCall } from '../command.ts';
import { checkMayHand, parseRoles } from './named-roles.ts';

/** Roles as a command changes them. */
export type RoleChange = (present: readonly Role[]) => Role[];

/** Saves whom a command names with other roles. */
export type SaveRoles = (call: CommandCall, change: RoleChange) => Promise<void>;

/** A command that hands the roles that it names to somebody, or to a role. */
export const grantingRoles = (name: string, save: SaveRoles): Command =>
  roleCommand(name, { action: 'grantRole', change: withRoles, save });

/** A command that takes them away. */
export const revokingRoles = (name: string, save: SaveRoles): Command =>
  roleCommand(name, { action: 'revokeRole', change: withoutRoles, save });

interface Kind {
  action: 'grantRole' | 'revokeRole';
  change: (present: readonly Role[], named: readonly Role[]) => Role[];
  save: SaveRoles;
}

function roleCommand(name: string, { action, change, save }: Kind): Command {
  const run = async (call: CommandCall): Promise<Doc> => {
    const { body, database, server } = call;
    const roles = parseRoles(requiredArray(body, 'roles'), database, server.roles);
    checkMayHand(call, action, { roles });
    await save(call, (present) => change(present, roles));
    return new Map();
  };
  return { names: [name], access: onDatabase(action), fields: ['roles'], run };
}
