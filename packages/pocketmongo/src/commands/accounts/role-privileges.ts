import { onDatabase } from '../../auth/access.ts';
import { merged, parsePrivileges, type Privilege, without } from '../../auth/privilege.ts';
import type { Doc } from '../../bson/values.ts';
import { requiredArray } from '../arguments.ts';
import type { Command, CommandCall } from '../command.ts';
import { checkMayHand } from './named-roles.ts';
import { checkRole, namedRole } from './named-role.ts';

export const grantPrivilegesToRole: Command = {
  names: ['grantPrivilegesToRole'],
  access: onDatabase('grantRole'),
  fields: ['privileges'],
  run: (call) => changePrivileges(call, 'grantRole', (present, given) => merged([...present, ...given])),
};

/** Actions go from exactly the resources that are named, not from parts of wider ones. */
export const revokePrivilegesFromRole: Command = {
  names: ['revokePrivilegesFromRole'],
  access: onDatabase('revokeRole'),
  fields: ['privileges'],
  run: (call) => changePrivileges(call, 'revokeRole', without),
};

async function changePrivileges(
  call: CommandCall,
  action: 'grantRole' | 'revokeRole',
  change: (present: readonly Privilege[], given: readonly Privilege[]) => Privilege[],
): Promise<Doc> {
  const { body, server } = call;
  const privileges = parsePrivileges(requiredArray(body, 'privileges'));
  checkMayHand(call, action, { privileges });
  const present = namedRole(call);
  const role = { ...present, privileges: change(present.privileges, privileges) };
  checkRole(role, server.roles);
  await server.roles.save(role);
  return new Map();
}
