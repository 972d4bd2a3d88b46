import { doc, type Value } from '../bson/values.ts';
import type { Command } from './command.ts';
import { refused } from './refused.ts';
import { searchIndexes } from './search-indexes.ts';
import { isInStableApi } from './stable-api.ts';

/** The commands that there are; those that are only refused by their names are left out. */
export const listCommands = (all: () => Iterable<Command>): Command => ({
  names: ['listCommands'],
  access: 'none',
  fields: [],
  run: () => {
    const there = [...all()].filter((command) => command !== refused && command !== searchIndexes);
    const shown = there.flatMap((command): [string, Value][] => {
      const [name = '', ...aliases] = command.names;
      return [name, ...aliases].map((one) => [one, described(command, one)]);
    });
    return doc({ commands: new Map(shown.sort(([a], [b]) => (a < b ? -1 : 1))) });
  },
});

const described = ({ access, adminOnly, reading }: Command, name: string): Value =>
  doc({
    help: '',
    requiresAuth: access !== 'none',
    secondaryOk: reading === true,
    adminOnly: adminOnly === true,
    apiVersions: isInStableApi(name) ? ['1'] : [],
    deprecatedApiVersions: [],
  });
