import { authorize } from '../auth/authorize.ts';
import { flag, requiredString } from './arguments.ts';
import type { Command } from './command.ts';
import { commandError } from '../errors.ts';
import { namespace } from './namespace.ts';

export const renameCollection: Command = {
  names: ['renameCollection'],
  access: 'authenticated',
  fields: ['to', 'dropTarget'],
  adminOnly: true,
  run: async (call) => {
    const from = split(requiredString(call.body, 'renameCollection'));
    const to = split(requiredString(call.body, 'to'));
    for (const namespace of [from, to]) {
      const database = namespace.slice(0, namespace.indexOf('.'));
      authorize(call.connection.user, 'define', database, call.name);
      // Documents move with it: between databases only who may read the one and write the other.
      if (!to.startsWith(`${database}.`)) authorize(call.connection.user, 'read', database, call.name);
      if (!from.startsWith(`${database}.`)) authorize(call.connection.user, 'write', database, call.name);
    }
    await call.server.engine.write(call.op, (unit) => {
      unit.renameCollection(from, to, flag(call.body, 'dropTarget'));
      return new Map();
    });
    return new Map();
  },
};

function split(full: string): string {
  const dot = full.indexOf('.');
  if (dot < 1) throw commandError('InvalidNamespace', `Invalid namespace specified '${full}'`);
  return namespace(full.slice(0, dot), full.slice(dot + 1));
}
