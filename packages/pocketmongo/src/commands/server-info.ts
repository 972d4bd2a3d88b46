import { onCluster } from '../auth/access.ts';
import { roleDocs } from '../auth/own-role.ts';
import { privilegeDocs } from '../auth/privilege.ts';
import { flag } from './arguments.ts';
import { doc, type Doc, Double, type Value } from '../bson/values.ts';
import { MAX_BSON_OBJECT_SIZE } from '../wire/limits.ts';
import type { Command, ServerContext } from './command.ts';
import { rolesOf } from './system-values.ts';
import { REPLICA_SET, VERSION, VERSION_ARRAY } from './version.ts';

export const buildInfo: Command = {
  names: ['buildInfo', 'buildinfo'],
  access: 'none',
  run: () =>
    doc({
      version: VERSION,
      versionArray: VERSION_ARRAY,
      gitVersion: 'pocketmongo',
      allocator: 'system',
      sysInfo: 'deprecated',
      openssl: doc({ running: process.versions.openssl, compiled: process.versions.openssl }),
      buildEnvironment: doc({ target_arch: process.arch, target_os: process.platform }),
      modules: [],
      javascriptEngine: 'none',
      bits: 64,
      debug: false,
      maxBsonObjectSize: MAX_BSON_OBJECT_SIZE,
      storageEngines: ['lmdb'],
    }),
};

export const serverStatus: Command = {
  names: ['serverStatus'],
  access: onCluster('serverStatus'),
  run: ({ server, now }) => {
    const memory = process.memoryUsage();
    const uptime = (performance.now() - server.info.startedAt) / 1000;
    return doc({
      host: server.info.host,
      version: VERSION,
      process: 'pocketmongo',
      pid: process.pid,
      uptime: new Double(uptime),
      uptimeMillis: BigInt(Math.round(uptime * 1000)),
      localTime: now,
      uptimeEstimate: BigInt(Math.round(uptime)),
      connections: doc({
        current: server.info.openConnections(),
        available: 65_536,
        active: server.running.size,
      }),
      repl: doc({
        setName: REPLICA_SET,
        isWritablePrimary: true,
        secondary: false,
        primary: server.info.address(),
        me: server.info.address(),
      }),
      mem: doc({ bits: 64, resident: Math.round(memory.rss / 2 ** 20), supported: true }),
      opcounters: new Map(
        Object.entries(server.counts.operations).map(([kind, count]): [string, Value] => [
          kind,
          BigInt(count),
        ]),
      ),
      metrics: doc({
        commands: commandCounts(server),
        cursor: doc({ open: doc({ total: server.cursors.count() }) }),
      }),
      readers: doc({ threads: server.readers.size, commands: server.readers.commands }),
      storageEngine: doc({ name: 'lmdb', persistent: true }),
    });
  },
};

function commandCounts({ counts }: ServerContext): Doc {
  const shown: Doc = doc({ '<UNKNOWN>': BigInt(counts.unknown) });
  for (const { name, failed, total } of counts.byName())
    shown.set(name, doc({ failed: BigInt(failed), total: BigInt(total) }));
  return shown;
}

export const connectionStatus: Command = {
  names: ['connectionStatus'],
  access: 'none',
  fields: ['showPrivileges'],
  run: ({ body, connection, server }) => {
    const user = connection.user === server.anonymous ? undefined : connection.user;
    const held = rolesOf(server, connection);
    const authInfo = doc({
      authenticatedUsers: user === undefined ? [] : [doc({ user: user.user, db: user.db })],
      authenticatedUserRoles: roleDocs(held),
    });
    if (flag(body, 'showPrivileges'))
      authInfo.set('authenticatedUserPrivileges', privilegeDocs(server.roles.privilegesOf(held)));
    return doc({ authInfo });
  },
};
