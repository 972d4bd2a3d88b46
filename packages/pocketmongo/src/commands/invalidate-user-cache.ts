import { onCluster } from '../auth/access.ts';
import type { Command } from './command.ts';

/** Changes of users and roles are in force at once; there is nothing older that could be forgotten. */
export const invalidateUserCache: Command = {
  names: ['invalidateUserCache'],
  access: onCluster('invalidateUserCache'),
  fields: [],
  adminOnly: true,
  run: () => new Map(),
};
