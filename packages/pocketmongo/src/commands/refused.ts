import { commandError } from '../errors.ts';
import type { Command } from './command.ts';

/** Commands of MongoDB that this server knows of and does not have; each is refused by its name. */
const NAMES = [
  'applyOps', 'compact', 'createRole', 'dropAllRolesFromDatabase', 'dropRole', 'filemd5', 'fsync', 'fsyncUnlock',
  'grantPrivilegesToRole', 'grantRolesToRole', 'invalidateUserCache', 'killAllSessionsByPattern', 'logRotate',
  'planCacheClear', 'planCacheClearFilters', 'planCacheListFilters', 'planCacheSetFilter', 'reIndex',
  'replSetInitiate', 'replSetReconfig', 'replSetStepDown', 'revokePrivilegesFromRole', 'revokeRolesFromRole',
  'setDefaultRWConcern', 'setFeatureCompatibilityVersion', 'shutdown', 'updateRole',
]; // prettier-ignore

export const refused: Command = {
  names: NAMES,
  access: 'authenticated',
  run: ({ name }) => {
    throw commandError('CommandNotSupported', `${name} is not supported by this server`);
  },
};
