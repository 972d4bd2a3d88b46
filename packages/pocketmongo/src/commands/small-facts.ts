import { onCluster } from '../auth/access.ts';
import { doc } from '../bson/values.ts';
import type { Command } from './command.ts';

/** Connections to other servers, of which there are none. */
export const connPoolStats: Command = {
  names: ['connPoolStats'],
  access: onCluster('connPoolStats'),
  run: () =>
    doc({
      numClientConnections: 0,
      numAScopedConnections: 0,
      totalInUse: 0,
      totalAvailable: 0,
      totalLeased: 0,
      totalCreated: 0,
      totalRefreshing: 0,
      replicaSets: doc({}),
      hosts: doc({}),
    }),
};

/** The server is no part of a cluster with shards. */
export const shardingState: Command = {
  names: ['shardingState'],
  access: onCluster('shardingState'),
  fields: [],
  adminOnly: true,
  run: () => doc({ enabled: false }),
};

/** Counts begin when somebody asks for the first time, so that nobody else pays for them. */
export const top: Command = {
  names: ['top'],
  access: onCluster('top'),
  adminOnly: true,
  fields: [],
  run: ({ server: { engine, top: counts } }) => {
    counts.isOn = true;
    const all = engine.databases().flatMap((database) => engine.collections(database));
    return doc({ totals: counts.totals(all.map(({ namespace }) => namespace)) });
  },
};
