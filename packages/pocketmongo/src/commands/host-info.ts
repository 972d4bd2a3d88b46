import { onCluster, onCollection } from '../auth/access.ts';
import { arch, cpus, hostname, release, totalmem, type } from 'node:os';
import { doc } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { requiredString } from './arguments.ts';
import type { Command } from './command.ts';
import { namespace } from './namespace.ts';
import { refuseView } from './refuse-view.ts';

export const hostInfo: Command = {
  names: ['hostInfo'],
  access: onCluster('hostInfo'),
  fields: [],
  run: ({ now }) => {
    const memory = Math.trunc(totalmem() / 2 ** 20);
    return doc({
      system: doc({
        currentTime: now,
        hostname: hostname(),
        cpuAddrSize: 64,
        memSizeMB: memory,
        memLimitMB: memory,
        numCores: cpus().length,
        cpuArch: arch(),
      }),
      os: doc({ type: type(), name: type(), version: release() }),
      extra: doc({}),
    });
  },
};

/** The server has no options of mongod's: only where its data lie is told. */
export const getCmdLineOpts: Command = {
  names: ['getCmdLineOpts'],
  access: onCluster('getCmdLineOpts'),
  fields: [],
  adminOnly: true,
  run: ({ server }) =>
    doc({ argv: ['pocketmongo'], parsed: doc({ storage: doc({ dbPath: server.info.dataDir }) }) }),
};

const LOGS = ['global', 'startupWarnings'];

/** The server keeps no log in memory, so the logs are there and empty. */
export const getLog: Command = {
  names: ['getLog'],
  access: onCluster('getLog'),
  fields: [],
  adminOnly: true,
  run: ({ body }) => {
    const wanted = requiredString(body, 'getLog');
    if (wanted === '*') return doc({ names: [...LOGS] });
    if (!LOGS.includes(wanted)) throw commandError('OperationFailed', `No log named '${wanted}'`);
    return doc({ totalLinesWritten: 0, log: [] });
  },
};

export const whatsmyuri: Command = {
  names: ['whatsmyuri'],
  access: 'none',
  fields: [],
  run: ({ connection }) => doc({ you: connection.client }),
};

/** The size of a collection's documents. */
export const dataSize: Command = {
  names: ['dataSize', 'datasize'],
  access: onCollection('find'),
  kind: 'read',
  fields: ['estimate'],
  run: (call) => {
    const { body, database, name, server } = call;
    const full = requiredString(body, name);
    const dot = full.indexOf('.');
    if (dot < 1) throw commandError('InvalidNamespace', `Invalid namespace specified '${full}'`);
    // The caller's rights were checked on the command's database, so it reaches no other.
    if (full.slice(0, dot) !== database)
      throw commandError('Unauthorized', `${name} of ${full} must be run against its database`);
    const asked = namespace(database, full.slice(dot + 1));
    refuseView(call, asked);
    if (server.engine.collection(asked)?.options.has('timeseries') === true)
      throw commandError('CommandNotSupportedOnView', `${name} does not tell of a time series: ${asked}`);
    const stats = server.engine.stats(asked);
    return doc({ size: stats.size, numObjects: stats.count, millis: 0, estimate: true });
  },
};
