import { onCollection } from '../auth/access.ts';
import { doc, isDoc, type Value } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import type { Command } from './command.ts';
import { missingField } from './arguments.ts';
import { namespaceOf } from './namespace.ts';

export const dropIndexes: Command = {
  names: ['dropIndexes', 'deleteIndexes'],
  access: onCollection('dropIndex'),
  kind: 'define',
  fields: ['index'],
  run: (call) => {
    const namespace = namespaceOf(call.database, call.body, call.name);
    const which = selection(call.body.get('index'));
    return call.server.engine.write(call.op, (unit) =>
      doc({ nIndexesWas: unit.dropIndexes(namespace, which) }),
    );
  },
};

function selection(value: Value | undefined) {
  if (value === undefined) throw missingField('dropIndexes.index');
  if (typeof value === 'string' || isDoc(value)) return value;
  if (Array.isArray(value)) {
    const names = value.filter((name) => typeof name === 'string');
    if (names.length === value.length) return names;
  }
  throw commandError(
    'TypeMismatch',
    "BSON field 'dropIndexes.index' must be a string, an object or an array of strings",
  );
}
