import { onCluster } from '../auth/access.ts';
import { doc, type Doc, Timestamp, type Value } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { show } from '../query/show.ts';
import { requiredDoc } from './arguments.ts';
import type { Command } from './command.ts';

export const setClusterParameter: Command = {
  names: ['setClusterParameter'],
  access: onCluster('setClusterParameter'),
  fields: [],
  adminOnly: true,
  run: async ({ body, name, server: { clusterParameters, engine } }) => {
    const { seconds, increment } = engine.oplog.clock.time;
    await clusterParameters.set(requiredDoc(body, name), new Timestamp({ t: seconds, i: increment }));
    return new Map();
  },
};

/** One by its name, several by theirs, or all by `'*'`. */
export const getClusterParameter: Command = {
  names: ['getClusterParameter'],
  access: onCluster('getClusterParameter'),
  fields: [],
  adminOnly: true,
  run: ({ body, name, server: { clusterParameters } }) => {
    const all = clusterParameters.list();
    const wanted = body.get(name);
    const found = wanted === '*' ? all : namesIn(wanted).map((one) => parameterOf(all, one));
    return doc({ clusterParameters: found });
  },
};

function namesIn(wanted: Value | undefined): readonly Value[] {
  if (typeof wanted === 'string') return [wanted];
  if (Array.isArray(wanted) && wanted.length > 0) return wanted;
  throw commandError('BadValue', 'getClusterParameter takes a name, a list of names, or *');
}

function parameterOf(all: readonly Doc[], name: Value): Doc {
  const found = all.find((parameter) => parameter.get('_id') === name);
  if (found !== undefined) return found;
  throw commandError('NoSuchKey', `Unknown Cluster Parameter ${show(name)}`);
}
