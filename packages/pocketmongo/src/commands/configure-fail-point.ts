import { optionalDoc, requiredString } from './arguments.ts';
import type { Command } from './command.ts';

export const configureFailPoint: Command = {
  names: ['configureFailPoint'],
  access: 'cluster',
  fields: ['mode', 'data'],
  adminOnly: true,
  run: ({ body, server }) => {
    const data = optionalDoc(body, 'data') ?? new Map();
    server.failPoints.configure(requiredString(body, 'configureFailPoint'), body.get('mode'), data);
    return new Map();
  },
};
