import { demands, type Demands } from '../auth/access.ts';
import { databaseResource } from '../auth/resource.ts';
import { Binary, doc, type Doc } from '../bson/values.ts';
import { listResult } from '../cursors/list-result.ts';
import { compileFilter } from '../query/match.ts';
import { refuseQueryOperators } from '../query/only-in-queries.ts';
import { optionalBoolean, optionalDoc } from './arguments.ts';
import { PROFILE } from '../operations/profile-settings.ts';
import { SYSTEM_VIEWS } from './namespace.ts';
import type { Command } from './command.ts';

/** Where mongod keeps the definitions of views. */
const SYSTEM_VIEWS_ENTRY = doc({
  name: SYSTEM_VIEWS,
  type: 'collection',
  options: doc({}),
  info: doc({ readOnly: false }),
  idIndex: doc({ v: 2, key: doc({ _id: 1 }), name: '_id_' }),
});

/** Everybody may ask for the names of those collections that they have to do with. */
const listsOwn = (body: Doc): boolean => {
  const [nameOnly, onlyOwn] = ['nameOnly', 'authorizedCollections'].map((name) =>
    optionalBoolean(body, name),
  );
  return nameOnly === true && onlyOwn === true;
};

const listRights: Demands = ({ body, database }) =>
  listsOwn(body) ? [] : demands(databaseResource(database), 'listCollections');

const named = (entry: Doc): Doc =>
  new Map([...entry].filter(([field]) => field === 'name' || field === 'type'));

export const listCollections: Command = {
  names: ['listCollections'],
  access: listRights,
  kind: 'list',
  fields: ['filter', 'nameOnly', 'authorizedCollections', 'cursor'],
  transactional: false,
  run: (call) => {
    const { engine } = call.server;
    const filter = optionalDoc(call.body, 'filter') ?? doc({});
    refuseQueryOperators(filter, 'a filter of collections');
    const matches = compileFilter(filter);
    const nameOnly = optionalBoolean(call.body, 'nameOnly') ?? false;
    const { grants } = call.connection;
    const onlyOwn = listsOwn(call.body);
    const entries: Doc[] = [];
    let views = 0;
    const add = (whole: Doc): void => {
      const entry = nameOnly ? named(whole) : whole;
      if (matches(entry)) entries.push(entry);
    };
    for (const { name, namespace, options, uuid } of engine.collections(call.database)) {
      if (name.startsWith('system.') && name !== PROFILE) continue;
      if (onlyOwn && !grants.reaches({ db: call.database, collection: name })) continue;
      if (options.has('viewOn')) {
        views += 1;
        add(doc({ name, type: 'view', options, info: doc({ readOnly: true }) }));
        continue;
      }
      if (options.has('timeseries')) {
        add(doc({ name, type: 'timeseries', options, info: doc({ readOnly: false }) }));
        continue;
      }
      const info = doc({ readOnly: false, uuid: new Binary(uuid, Binary.SUBTYPE_UUID) });
      const entry = doc({ name, type: 'collection', options, info });
      const [idIndex] = engine.indexes(namespace) ?? [];
      if (idIndex !== undefined && !options.has('clusteredIndex')) entry.set('idIndex', idIndex);
      add(entry);
    }
    if (views > 0) add(SYSTEM_VIEWS_ENTRY);
    return listResult(call, entries, `${call.database}.$cmd.listCollections`);
  },
};
