import { commandError } from '../errors.ts';
import type { Value } from '../bson/values.ts';
import { checkOwner } from '../cursors/cursor-owner.ts';
import { checkRights } from '../cursors/cursor-rights.ts';
import type { OpenCursor } from '../cursors/cursor-store.ts';
import { cursorReply } from '../cursors/cursor-reply.ts';
import { MAX_BSON_OBJECT_SIZE } from '../wire/limits.ts';
import { maxTimeOf, missingField, optionalCount, requiredString, wrongType } from './arguments.ts';
import type { Command, CommandCall } from './command.ts';
import { withResumableLabel } from './error-labels.ts';
import { readableNamespace } from './namespace.ts';

const DEFAULT_AWAIT_MS = 1_000;

export const getMore: Command = {
  names: ['getMore'],
  access: 'authenticated',
  fields: ['collection', 'batchSize', 'term', 'lastKnownCommittedOpTime'],
  transactional: true,
  run: async (call) => {
    const limit = optionalCount(call.body, 'batchSize') ?? 0;
    const limitMs = maxTimeOf(call.body);
    const cursor = askedCursor(call);
    const { id } = cursor;
    const waitMs = awaitMs(limitMs, cursor);
    cursor.busy = true;
    call.op.wake = () => void call.server.cursors.kill(id);
    if (cursor.op.deadline !== undefined) cursor.op.deadline += performance.now() - cursor.idleSince;
    try {
      call.server.failPoints.getMore.hit();
      const { documents, done } = await cursor.source.next(
        limit === 0 ? Infinity : limit,
        MAX_BSON_OBJECT_SIZE,
        waitMs,
      );
      if (!call.server.cursors.has(id)) throw commandError('CursorKilled', `cursor id ${id} was killed`);
      if (done) call.server.cursors.kill(id);
      return cursorReply(
        'nextBatch',
        documents,
        done ? 0n : id,
        cursor.namespace,
        cursor.source.resumeToken?.(),
      );
    } catch (error) {
      call.server.cursors.kill(id);
      throw cursor.source.resumeToken === undefined ? error : withResumableLabel(error);
    } finally {
      cursor.busy = false;
      cursor.idleSince = performance.now();
    }
  },
};

/** The cursor that a call may read on: its own, and nobody is reading it. */
function askedCursor(call: CommandCall): OpenCursor {
  const id = cursorId(call.body.get('getMore'));
  const collection = requiredString(call.body, 'collection');
  const term = call.body.get('term') ?? undefined;
  if (term !== undefined && typeof term !== 'bigint') throw wrongType('getMore.term', term, 'long');
  const cursor = call.server.cursors.get(id);
  const asked = collection.startsWith('$cmd')
    ? `${call.database}.${collection}`
    : readableNamespace(call.database, collection);
  if (asked !== cursor.namespace) {
    throw commandError(
      'Unauthorized',
      `Requested getMore on namespace '${asked}', but cursor belongs to a different namespace ${cursor.namespace}`,
    );
  }
  checkOwner(cursor, call);
  checkRights(cursor.rights, call.connection);
  if (cursor.busy) throw commandError('OperationFailed', `cursor id ${id} is already in use`);
  checkCollection(cursor, call);
  return cursor;
}

function cursorId(value: Value | undefined): bigint {
  if (value === undefined || value === null) throw missingField('getMore.getMore');
  if (typeof value !== 'bigint') throw wrongType('getMore.getMore', value, 'long');
  return value;
}

/** A cursor ends when its collection is dropped or renamed; change streams tell of it themselves. */
function checkCollection({ id, namespace, collection, source }: OpenCursor, { server }: CommandCall): void {
  if (collection === undefined || source.resumeToken !== undefined) return;
  const present = server.engine.collection(namespace)?.uuid;
  if (present !== undefined && Buffer.compare(present, collection) === 0) return;
  server.cursors.kill(id);
  throw commandError(
    'QueryPlanKilled',
    `collection dropped. UUID ${Buffer.from(collection).toString('hex')}`,
  );
}

/** How long a change stream waits for the next event. Other cursors don't wait, and keep the limit they began with. */
function awaitMs(asked: number | undefined, { source }: OpenCursor): number {
  if (source.resumeToken !== undefined) return asked ?? DEFAULT_AWAIT_MS;
  if (asked !== undefined)
    throw commandError('BadValue', 'cannot set maxTimeMS on getMore command for a non-awaitData cursor');
  return 0;
}
