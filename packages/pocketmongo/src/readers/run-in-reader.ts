import { userKey } from '../auth/users.ts';
import { encodeDocument } from '../bson/encode.ts';
import { flag } from '../commands/arguments.ts';
import type { CommandCall } from '../commands/command.ts';
import { rightsOf } from '../cursors/cursor-rights.ts';
import type { BatchSource } from '../cursors/cursor-store.ts';
import { commandError } from '../errors.ts';
import { ownBytes, type Task } from './messages.ts';
import { sentValues } from './system-values.ts';
import type { ReaderPool } from './reader-pool.ts';
import type { Answer, ReaderThread } from './reader-thread.ts';

/** Runs a reading command in a reader; gives its whole reply. Throws OnlyWhereServed for what can't run there. */
export async function runInReader(pool: ReaderPool, call: CommandCall): Promise<Uint8Array> {
  pool.commands += 1;
  const thread = pool.take();
  const task = thread.task();
  let isOpen = true;
  const end = (): void => {
    if (isOpen) pool.giveBack(thread);
    isOpen = false;
    task.forget();
  };
  call.connection.interrupt = task.stop;
  call.op.signal?.addEventListener('abort', task.stop, { once: true });
  try {
    // The reader counts the time that remains from when it hears of the task.
    if (!thread.isReady) await thread.untilReady(call.op.deadline);
    const body = ownBytes(encodeDocument(call.body));
    const { reply, cursor } = answerOf(
      'reply',
      await thread.ask(runOf(call, task.id, task.flag, body), [body.buffer]),
    );
    if (cursor === undefined) end();
    else {
      const source = sourceIn(thread, task.id, call, () => {
        task.stop();
        thread.tell({ type: 'close', id: task.id });
        end();
      });
      const user = userKey(call.connection.user);
      const noTimeout = flag(call.body, 'noCursorTimeout');
      call.server.cursors.add({
        ...cursor,
        collection: call.server.engine.collection(cursor.namespace)?.uuid,
        session: call.session?.key,
        user,
        rights: rightsOf(call),
        source,
        op: call.op,
        noTimeout,
      });
    }
    return reply;
  } catch (error) {
    end();
    throw error;
  } finally {
    call.connection.interrupt = undefined;
  }
}

function runOf(call: CommandCall, id: number, stop: Task['stop'], body: Uint8Array): Task {
  const { user } = call.connection;
  return {
    type: 'run',
    id,
    stop,
    name: call.name,
    database: call.database,
    body,
    user: user === undefined ? undefined : { db: user.db, user: user.user, roles: user.roles },
    system: sentValues(call.system),
    remainingMs: remaining(call),
  };
}

const remaining = ({ op }: CommandCall): number | undefined =>
  op.deadline === undefined ? undefined : op.deadline - performance.now();

function answerOf<T extends Answer['type']>(type: T, answer: Answer): Extract<Answer, { type: T }> {
  if (answer.type !== type) throw commandError('InternalError', `a reader answered with a ${answer.type}`);
  return answer as Extract<Answer, { type: T }>;
}

/** The documents of a result that is open in a reader. */
function sourceIn(thread: ReaderThread, id: number, call: CommandCall, close: () => void): BatchSource {
  return {
    next: async (maxDocs, maxBytes) => {
      const asked = thread.ask({ type: 'next', id, maxDocs, maxBytes, remainingMs: remaining(call) });
      const { documents, lengths, done } = answerOf('batch', await asked);
      let at = 0;
      return {
        documents: Array.from(lengths, (length) => {
          at += length;
          return documents.subarray(at - length, at);
        }),
        done,
      };
    },
    close,
  };
}
