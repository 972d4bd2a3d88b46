import { parentPort, workerData } from 'node:worker_threads';
import { commitChanges, openFile } from '../data-file.ts';
import { unpackChanges } from './packed-changes.ts';
import type { FromWriter, ToWriter, WriterData } from './writer-thread.ts';

const port = parentPort;
if (port === null) throw new Error('this file runs as a worker thread');
const db = openFile((workerData as WriterData).path);
const send = (message: FromWriter): void => port.postMessage(message);

function commit(packed: ArrayBuffer): void {
  try {
    commitChanges(db, unpackChanges(packed));
    send({ type: 'written' });
  } catch (failure) {
    const error = Error.isError(failure) ? failure : new Error(String(failure));
    send({ type: 'failed', error, code: 'code' in error ? error.code : undefined });
  }
}

port.on('message', (message: ToWriter) => {
  if (message.type === 'write') commit(message.packed);
  else void db.close().then(() => port.close());
});
send({ type: 'ready' });
