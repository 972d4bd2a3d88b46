import { flag, requiredString } from './arguments.ts';
import type { Command } from './command.ts';
import { commandError } from '../errors.ts';
import { namespace } from './namespace.ts';

export const renameCollection: Command = {
  names: ['renameCollection'],
  access: 'cluster',
  fields: ['to', 'dropTarget'],
  adminOnly: true,
  run: async (call) => {
    const from = split(requiredString(call.body, 'renameCollection'));
    const to = split(requiredString(call.body, 'to'));
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
