import { onCollection } from '../../auth/access.ts';
import type { Command } from '../command.ts';
import { plannedCollection } from './planned-collection.ts';

/** Plans follow from rules, each time anew: there is no cache, so that it is empty as soon as it is asked to be. */
export const planCacheClear: Command = {
  names: ['planCacheClear'],
  access: onCollection('planCacheWrite'),
  fields: ['query', 'sort', 'projection', 'collation'],
  run: (call) => {
    plannedCollection(call);
    return new Map();
  },
};
