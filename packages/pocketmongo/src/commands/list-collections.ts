import { Binary, doc, type Doc } from '../bson/values.ts';
import { listReply } from '../cursors/cursor-reply.ts';
import { compileFilter } from '../query/match.ts';
import { flag, optionalDoc } from './arguments.ts';
import type { Command } from './command.ts';

export const listCollections: Command = {
  names: ['listCollections'],
  access: 'list',
  fields: ['filter', 'nameOnly', 'authorizedCollections', 'cursor'],
  transactional: false,
  run: (call) => {
    const { engine } = call.server;
    const matches = compileFilter(optionalDoc(call.body, 'filter') ?? doc({}));
    const nameOnly = flag(call.body, 'nameOnly');
    const entries: Doc[] = [];
    for (const { name, namespace, options, uuid } of engine.collections(call.database)) {
      if (name.startsWith('system.')) continue;
      const type = options.has('timeseries') ? 'timeseries' : 'collection';
      const entry = doc({
        name,
        type,
        options,
        info: doc({ readOnly: false, uuid: new Binary(uuid, Binary.SUBTYPE_UUID) }),
      });
      const [idIndex] = engine.indexes(namespace) ?? [];
      const ordinary = !options.has('timeseries') && !options.has('clusteredIndex');
      if (idIndex !== undefined && ordinary) entry.set('idIndex', idIndex);
      if (matches(entry)) entries.push(nameOnly ? doc({ name, type }) : entry);
    }
    return listReply(entries, `${call.database}.$cmd.listCollections`);
  },
};
