import { onCluster, onCollection } from '../auth/access.ts';
import { doc } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { flag, requiredString } from './arguments.ts';
import type { Command } from './command.ts';
import { FEATURE_VERSION } from './version.ts';

/** Every write that was acknowledged is on disk already. Writes can't be locked out. */
export const fsync: Command = {
  names: ['fsync'],
  access: onCluster('fsync'),
  fields: ['lock', 'fsyncLockAcquisitionTimeoutMillis'],
  adminOnly: true,
  run: ({ body }) => {
    if (flag(body, 'lock')) throw commandError('CommandNotSupported', 'fsync with lock is not supported');
    return doc({ numFiles: 1 });
  },
};

/** As MongoDB answers on any replica set. */
export const reIndex: Command = {
  names: ['reIndex'],
  access: onCollection('reIndex'),
  run: () => {
    throw commandError('IllegalOperation', 'reIndex is only allowed on a standalone mongod instance.');
  },
};

/** The server connects to nobody, so that there is nothing to drop. */
export const dropConnections: Command = {
  names: ['dropConnections'],
  access: onCluster('dropConnections'),
  fields: ['hostAndPort'],
  adminOnly: true,
  run: () => new Map(),
};

/** There is one version. */
export const setFeatureCompatibilityVersion: Command = {
  names: ['setFeatureCompatibilityVersion'],
  access: onCluster('setFeatureCompatibilityVersion'),
  fields: ['confirm'],
  adminOnly: true,
  run: ({ body, name }) => {
    const wanted = requiredString(body, name);
    if (wanted !== FEATURE_VERSION)
      throw commandError('CommandNotSupported', `${name} to ${wanted} is not supported by this server`);
    if (!flag(body, 'confirm'))
      throw commandError('BadValue', `Once you have upgraded to ${wanted}, you will not be able to downgrade. Re-run this command with 'confirm: true'.`); // prettier-ignore
    return new Map();
  },
};
