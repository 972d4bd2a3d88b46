import { onCluster } from '../auth/access.ts';
import { isNumeric } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { wrongType } from './arguments.ts';
import type { Command } from './command.ts';

/** The server writes no log file, so that there is nothing to rotate. */
export const logRotate: Command = {
  names: ['logRotate'],
  access: onCluster('logRotate'),
  fields: [],
  adminOnly: true,
  run: ({ body, name }) => {
    const which = body.get(name) ?? null;
    if (typeof which !== 'string' && typeof which !== 'boolean' && !isNumeric(which))
      throw wrongType(name, which, 'string');
    if (typeof which === 'string' && which !== 'server')
      throw commandError('NoSuchKey', `Unknown log type for rotate: '${which}'`);
    return new Map();
  },
};
