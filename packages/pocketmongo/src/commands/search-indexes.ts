import { onCollection } from '../auth/access.ts';
import { CommandError } from '../errors.ts';
import type { Command } from './command.ts';

/** Search indexes exist in Atlas only; asked for them, other servers answer like this. */
export const searchIndexes: Command = {
  names: ['createSearchIndexes', 'dropSearchIndex', 'updateSearchIndex'],
  access: onCollection('createSearchIndexes'),
  run: ({ name }) => {
    throw new CommandError(
      31082,
      'SearchNotEnabled',
      `Atlas search is not supported by this server: ${name}`,
    );
  },
};
