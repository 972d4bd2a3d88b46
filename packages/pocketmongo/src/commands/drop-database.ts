import { onDatabase } from '../auth/access.ts';
import { doc, isNumeric, type Value } from '../bson/values.ts';
import { commandError, locationError } from '../errors.ts';
import { wholeNumberOf } from '../bson/whole-number.ts';
import { missingField, wrongType } from './arguments.ts';
import type { Command } from './command.ts';

export const dropDatabase: Command = {
  names: ['dropDatabase'],
  access: onDatabase('dropDatabase'),
  kind: 'define',
  fields: [],
  run: async (call) => {
    checkOne(call.body.get('dropDatabase') ?? undefined);
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

function checkOne(value: Value | undefined): void {
  const field = 'dropDatabase.dropDatabase';
  if (value === undefined) throw missingField(field);
  if (!isNumeric(value)) throw wrongType(field, value, 'long');
  if (wholeNumberOf(value) !== 1) throw locationError(5255100, "Have to pass 1 as 'dropDatabase' parameter");
}
