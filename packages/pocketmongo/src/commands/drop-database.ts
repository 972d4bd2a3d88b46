import { onDatabase } from '../auth/access.ts';
import { doc } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { toLong } from './arguments.ts';
import type { Command } from './command.ts';

export const dropDatabase: Command = {
  names: ['dropDatabase'],
  access: onDatabase('dropDatabase'),
  kind: 'define',
  fields: [],
  run: async (call) => {
    toLong(call.body.get('dropDatabase'), 'dropDatabase.dropDatabase');
    if (call.database === 'admin')
      throw commandError('IllegalOperation', "Dropping the 'admin' database is prohibited.");
    const present = call.server.engine.databases().includes(call.database);
    if (!present) return new Map();
    await call.server.engine.write(call.op, (unit) => {
      unit.dropDatabase(call.database);
      return new Map();
    });
    return doc({ dropped: call.database });
  },
};
