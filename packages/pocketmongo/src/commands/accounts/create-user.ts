import { onDatabase } from '../../auth/access.ts';
import { makeUser } from '../../auth/users.ts';
import { commandError, locationError } from '../../errors.ts';
import { requiredArray, requiredString } from '../arguments.ts';
import type { Command } from '../command.ts';
import { checkMayHand, parseRoles } from './named-roles.ts';
import { refuseUnsupported, USER_FIELDS } from './named-user.ts';

export const createUser: Command = {
  names: ['createUser'],
  access: onDatabase('createUser'),
  fields: USER_FIELDS,
  run: async (call) => {
    const { body, database, server } = call;
    const user = requiredString(body, 'createUser');
    refuseUnsupported(body);
    const password = requiredString(body, 'pwd');
    if (user === '' || password === '') throw commandError('BadValue', 'User and password may not be empty');
    const roles = parseRoles(requiredArray(body, 'roles'), database, server.roles);
    checkMayHand(call, 'grantRole', { roles });
    if (server.users.find(database, user) !== undefined) {
      throw locationError(51003, `User "${user}@${database}" already exists`);
    }
    await server.users.save(makeUser(database, user, password, roles));
    return new Map();
  },
};
