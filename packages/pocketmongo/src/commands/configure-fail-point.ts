import { onCluster } from '../auth/access.ts';
import { doc } from '../bson/values.ts';
import { optionalDoc, requiredString } from './arguments.ts';
import type { Command } from './command.ts';

export const configureFailPoint: Command = {
  names: ['configureFailPoint'],
  access: onCluster('setParameter'),
  fields: ['mode', 'data'],
  adminOnly: true,
  run: ({ body, server }) => {
    const data = optionalDoc(body, 'data') ?? doc({});
    server.failPoints.configure(requiredString(body, 'configureFailPoint'), body.get('mode'), data);
    return new Map();
  },
};
