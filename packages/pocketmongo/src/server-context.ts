import { createFailPoints } from './commands/fail-points.ts';
import type { ServerContext } from './commands/command.ts';
import { internalError } from './commands/reply.ts';
import { createCursorStore } from './cursors/cursor-store.ts';
import { openClusterParameters } from './operations/cluster-parameters.ts';
import { CommandCounts } from './operations/command-counts.ts';
import { openDefaultConcerns } from './operations/default-concerns.ts';
import { ProfileSettings } from './operations/profile-settings.ts';
import { TopCounts } from './operations/top-counts.ts';
import type { StartedOptions } from './options.ts';
import { ReaderPool } from './readers/reader-pool.ts';
import { createGossip } from './sessions/gossip.ts';
import { KnownSessions } from './sessions/known-sessions.ts';
import type { Connection } from './wire/connection.ts';

export const DEFAULT_HOST = '127.0.0.1';

/** What the commands of a server have to do with its process. */
export interface Surroundings {
  port: () => number;
  connections: ReadonlyMap<object, Connection>;
  shutDown: () => void;
  /** Hears of failures that are nobody's but the server's. */
  report: (failure: unknown) => void;
}

/** All that commands may need, made once per server. */
export function createContext(
  stores: Pick<ServerContext, 'engine' | 'users' | 'roles' | 'anonymous'>,
  { port, connections, shutDown, report }: Surroundings,
  { dataDir, host = DEFAULT_HOST, socketPath, readers, clusterTime, allowShutdown }: StartedOptions,
): ServerContext {
  const { engine } = stores;
  return {
    ...stores,
    cursors: createCursorStore(),
    failPoints: createFailPoints(),
    profiler: new ProfileSettings(),
    top: new TopCounts(),
    counts: new CommandCounts(),
    clusterParameters: openClusterParameters(engine),
    defaultConcerns: openDefaultConcerns(engine),
    gossip: createGossip(engine.oplog.clock, clusterTime ?? true),
    sessions: new KnownSessions(),
    running: new Map(),
    readers: new ReaderPool({ dataDir, host, port, most: readers, report }),
    info: {
      host,
      port,
      address: () => socketPath ?? `${host}:${port()}`,
      startedAt: performance.now(),
      dataDir,
      openConnections: () => connections.size,
      connections: () => Array.from(connections.values(), ({ state }) => state),
      shutDown: allowShutdown === true ? shutDown : undefined,
    },
    report: (failure) => {
      report(failure);
      return internalError(failure);
    },
  };
}
