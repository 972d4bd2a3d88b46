import { userKey } from '../auth/users.ts';
import type { CommandCall } from '../commands/command.ts';
import { MAX_BSON_OBJECT_SIZE } from '../wire/limits.ts';
import { cursorReply } from './cursor-reply.ts';
import { rightsOf } from './cursor-rights.ts';
import type { BatchSource } from './cursor-store.ts';

export const DEFAULT_FIRST_BATCH = 101;

export interface BatchOptions {
  /** Missing: 101 documents at first. */
  batchSize: number | undefined;
  /** Close after the first batch. */
  singleBatch?: boolean;
  /** The cursor stays open however long nobody reads. */
  noTimeout?: boolean;
}

/** Reads the first batch and opens a cursor when more follows; gives the reply. */
export async function openResult(
  call: CommandCall,
  namespace: string,
  source: BatchSource,
  { batchSize = DEFAULT_FIRST_BATCH, singleBatch = false, noTimeout = false }: BatchOptions,
): Promise<Uint8Array> {
  let keep = false;
  try {
    const { documents, done } =
      batchSize === 0 ? { documents: [], done: false } : await source.next(batchSize, MAX_BSON_OBJECT_SIZE);
    keep = !done && !singleBatch;
    const id = keep
      ? call.server.cursors.add({
          namespace,
          session: call.session?.key,
          user: userKey(call.connection.user),
          rights: rightsOf(call),
          source,
          collection: call.server.engine.collection(namespace)?.uuid,
          op: call.op,
          noTimeout,
        }).id
      : 0n;
    return cursorReply('firstBatch', documents, id, namespace, source.resumeToken?.());
  } finally {
    if (!keep) source.close();
  }
}
