import { onCollection, onDatabase } from '../auth/access.ts';
import { statfsSync } from 'node:fs';
import { doc, Double, isNumeric, type Doc } from '../bson/values.ts';
import { toNumber } from '../bson/numbers.ts';
import type { Command } from './command.ts';
import { collectionStats } from '../catalog/collection-stats.ts';
import { refuseView } from './refuse-view.ts';
import { namespaceOf } from './namespace.ts';

const scaleOf = (body: Doc): number => {
  const scale = body.get('scale');
  return isNumeric(scale) ? Math.max(1, Math.trunc(toNumber(scale))) : 1;
};

export const collStats: Command = {
  names: ['collStats', 'collstats'],
  access: onCollection('collStats'),
  kind: 'list',
  fields: ['scale'],
  run: (call) => {
    const namespace = namespaceOf(call.database, call.body, call.name);
    refuseView(call, namespace);
    const scale = scaleOf(call.body);
    return new Map([['ns', namespace], ...collectionStats(call.server.engine, namespace, scale)]);
  },
};

function fileSystem(dataDir: string, scale: number) {
  const { bsize, blocks, bavail } = statfsSync(dataDir);
  return {
    fsUsedSize: new Double(((blocks - bavail) * bsize) / scale),
    fsTotalSize: new Double((blocks * bsize) / scale),
  };
}

export const dbStats: Command = {
  names: ['dbStats', 'dbstats'],
  access: onDatabase('dbStats'),
  kind: 'list',
  fields: ['scale', 'freeStorage'],
  run: ({ body, database, server: { engine, info } }) => {
    const scale = scaleOf(body);
    const all = engine.collections(database);
    const views = all.filter(({ options }) => options.has('viewOn')).length;
    const stats = all
      .filter(({ options }) => !options.has('viewOn'))
      .map(({ namespace }) => engine.stats(namespace));
    const sum = (pick: (one: (typeof stats)[number]) => number): number =>
      stats.reduce((total, one) => total + pick(one), 0);
    const indexSize = sum(({ indexSizes }) =>
      [...indexSizes.values()].reduce((total, size) => total + size, 0),
    );
    const [objects, size] = [sum(({ count }) => count), sum((one) => one.size)];
    return doc({
      db: database,
      collections: stats.length,
      views,
      objects,
      avgObjSize: new Double(objects === 0 ? 0 : size / objects),
      dataSize: new Double(size / scale),
      storageSize: new Double(size / scale),
      indexes: sum(({ indexSizes }) => indexSizes.size),
      indexSize: new Double(indexSize / scale),
      totalSize: new Double((size + indexSize) / scale),
      scaleFactor: new Double(scale),
      ...fileSystem(info.dataDir, scale),
    });
  },
};
