import type { AbstractCursor, ChangeStream } from 'mongodb';
import type { Entity } from '../entities.ts';
import { Unsupported } from '../outcome.ts';
import type { Arguments } from './argument.ts';
import { cursorCommand } from './client-and-database.ts';

/** Makes the cursor entity of a `create…` operation, and its cursor on the server; undefined for other operations. */
export async function createCursor(name: string, on: Entity, given: Arguments): Promise<Entity | undefined> {
  if (name === 'createChangeStream') {
    const stream = watched(on).watch(given.documents('pipeline'), given.optionsBut('pipeline'));
    await created(stream);
    return { kind: 'change stream', stream };
  }
  if (name === 'createFindCursor' && on.kind === 'collection') {
    return begun(on.collection.find(given.document('filter'), given.optionsBut('filter')));
  }
  if (name === 'createCommandCursor' && on.kind === 'database') return begun(cursorCommand(on.db, given));
  return undefined;
}

interface Watched {
  watch: (pipeline: object[], options: object) => ChangeStream;
}

function watched(on: Entity): Watched {
  if (on.kind === 'collection') return on.collection;
  if (on.kind === 'database') return on.db;
  if (on.kind === 'client') return on.client;
  throw new Unsupported(`a change stream on a ${on.kind}`);
}

/** The driver asks the server when it is first iterated; a look at what is there does it without a getMore. */
async function created(stream: ChangeStream): Promise<void> {
  const { cursor } = stream as unknown as { cursor: { cursorInit: () => Promise<void> } };
  await cursor.cursorInit();
}

/** As created; the first document is kept by the cursor for the first iteration. */
async function begun(cursor: AbstractCursor): Promise<Entity> {
  await cursor.hasNext();
  return { kind: 'cursor', cursor };
}

type Iterated = Pick<ChangeStream, 'tryNext' | 'next'> & { close: () => Promise<void> };

/** Operations of cursors and change streams. */
export const CURSOR_OPERATIONS: Readonly<Record<string, (cursor: Iterated) => Promise<unknown>>> = {
  iterateUntilDocumentOrError: (cursor) => cursor.next(),
  iterateOnce: (cursor) => cursor.tryNext(),
  close: (cursor) => cursor.close().catch(() => undefined),
};
