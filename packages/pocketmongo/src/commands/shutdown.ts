import { onCluster } from '../auth/access.ts';
import { commandError } from '../errors.ts';
import { flag, optionalCount } from './arguments.ts';
import type { Command } from './command.ts';

/** Ends the process of a server that runs for itself, in good order; one inside a program ends with that. */
export const shutdown: Command = {
  names: ['shutdown'],
  access: onCluster('shutdown'),
  fields: ['force', 'timeoutSecs'],
  adminOnly: true,
  run: ({ body, server: { info } }) => {
    flag(body, 'force');
    optionalCount(body, 'timeoutSecs');
    if (info.shutDown === undefined)
      throw commandError('CommandNotSupported', 'shutdown is not supported by a server inside a program');
    info.shutDown();
    return new Map();
  },
};
