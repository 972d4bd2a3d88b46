import { grantingRoles, revokingRoles, type SaveRoles } from './changed-roles.ts';
import { namedUser } from './named-user.ts';

const save: SaveRoles = async (call, change) => {
  const user = namedUser(call);
  await call.server.users.save({ ...user, roles: change(user.roles) });
};

export const grantRolesToUser = grantingRoles('grantRolesToUser', save);
export const revokeRolesFromUser = revokingRoles('revokeRolesFromUser', save);
