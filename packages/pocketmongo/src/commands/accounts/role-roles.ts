import { grantingRoles, revokingRoles, type SaveRoles } from './changed-roles.ts';
import { checkRole, namedRole } from './named-role.ts';

const save: SaveRoles = async (call, change) => {
  const { roles } = call.server;
  const present = namedRole(call);
  const role = { ...present, roles: change(present.roles) };
  checkRole(role, roles);
  await roles.save(role);
};

export const grantRolesToRole = grantingRoles('grantRolesToRole', save);
export const revokeRolesFromRole = revokingRoles('revokeRolesFromRole', save);
