import type { ConnectionState } from '../auth/connection-state.ts';
import type { User } from '../auth/users.ts';
import { decodeDocument } from '../bson/decode.ts';
import type { CommandCall, ServerContext } from '../commands/command.ts';
import { newCursorId, type CursorStore, type OpenCursor } from '../cursors/cursor-store.ts';
import type { Engine } from '../engine.ts';
import type { Operation } from '../execution/operation.ts';
import { internalError } from '../commands/reply.ts';
import type { ReaderData, Task } from './messages.ts';
import { partOf } from './only-where-served.ts';
import { receivedValues } from './system-values.ts';

/** A call of a command in a reader, and the cursor that it has opened. */
export function callIn(data: ReaderData, task: Task, op: Operation, engine: Engine) {
  let cursor: OpenCursor | undefined;
  const cursors = partOf<CursorStore>('cursors', {
    add: (parts) => {
      const now = performance.now();
      cursor = { ...parts, id: newCursorId(), lastUsed: now, idleSince: now, busy: false };
      return cursor;
    },
  });
  const server = partOf<ServerContext>('server', {
    engine,
    cursors,
    info: partOf<ServerContext['info']>('info', {
      host: data.host,
      port: () => data.port,
      dataDir: data.dataDir,
    }),
    // Reported where it arrives.
    report: internalError,
  });
  const { user } = task;
  const connection = partOf<ConnectionState>('connection', {
    user: user === undefined ? undefined : partOf<User>('user', user),
    usersRevision: 0,
  });
  const system = receivedValues(task.system);
  const call: CommandCall = {
    server,
    connection,
    database: task.database,
    name: task.name,
    // Asked for where it arrived.
    access: 'none',
    body: decodeDocument(task.body),
    op,
    session: undefined,
    now: system.now,
    system,
  };
  return { call, opened: () => cursor };
}
