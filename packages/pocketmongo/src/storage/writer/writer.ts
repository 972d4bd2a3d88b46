import type { MessagePort } from 'node:worker_threads';
import { commitChanges, openFile, type DataFile } from '../data-file.ts';
import { handOverMemory, take } from './hand-over.ts';
import { unpackChanges } from './packed-changes.ts';
import type { FromWriter, WriterData } from './writer-thread.ts';

/** Commits what it is given until the end. Nothing else runs in the thread, so it need not go back to its event loop. */
export async function commitUntilEnd(port: MessagePort, { path, shared }: WriterData): Promise<void> {
  const memory = handOverMemory(shared);
  const db = openFile(path);
  const send = (message: FromWriter): void => port.postMessage(message);
  send('ready');
  for (let packed = take(memory, port); packed !== undefined; packed = take(memory, port))
    send(outcomeOf(db, packed));
  await db.close();
  port.close();
}

function outcomeOf(db: DataFile, packed: Buffer): FromWriter {
  try {
    commitChanges(db, unpackChanges(packed));
    return 'written';
  } catch (failure) {
    const error = Error.isError(failure) ? failure : new Error(String(failure));
    return { error, code: 'code' in error ? error.code : undefined };
  }
}
