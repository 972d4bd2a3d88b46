import { onCollection } from '../auth/access.ts';
import { toNumber } from '../bson/numbers.ts';
import { doc, isNumeric } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { flag, wrongType } from './arguments.ts';
import type { Command } from './command.ts';
import { namespaceOf } from './namespace.ts';
import { refuseView } from './refuse-view.ts';

/**
 * Gives nothing back to the file system: pages that deletes leave empty are taken by the next writes, and the data file
 * never shrinks. So there is nothing to be done, and nobody is hindered.
 */
export const compact: Command = {
  names: ['compact'],
  access: onCollection('compact'),
  fields: ['force', 'freeSpaceTargetMB'],
  run: (call) => {
    const { body, database, name, server } = call;
    const namespace = namespaceOf(database, body, name);
    flag(body, 'force');
    const target = body.get('freeSpaceTargetMB') ?? 1;
    if (!isNumeric(target)) throw wrongType('compact.freeSpaceTargetMB', target, 'long');
    if (!(toNumber(target) >= 1)) throw commandError('BadValue', 'freeSpaceTargetMB must be at least 1');
    refuseView(call, namespace);
    if (server.engine.collection(namespace) === undefined)
      throw commandError('NamespaceNotFound', `collection does not exist: ${namespace}`);
    return doc({ bytesFreed: 0 });
  },
};
