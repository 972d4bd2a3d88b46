import { parentPort, workerData } from 'node:worker_threads';
import type { StartedOptions } from './options.ts';
import { startServer } from './server.ts';

/** An error with its code, which the copy between threads would lose. */
export interface SentError {
  error: Error;
  code: unknown;
}

/** Messages between the thread of the server and the one that started it. */
export type FromWorker =
  | { type: 'started'; port: number }
  | { type: 'failed'; error: SentError }
  | { type: 'report'; error: SentError }
  | { type: 'copied'; id: number; bytes: number }
  | { type: 'not-copied'; id: number; error: SentError }
  | { type: 'shutdown' }
  | { type: 'stopped' };
export type ToWorker = { type: 'stop' } | { type: 'backup'; id: number; folder: string };

const port = parentPort;
if (port === null) throw new Error('this file runs as a worker thread');
const send = (message: FromWorker): void => port.postMessage(message);

function asSent(failure: unknown): SentError {
  const error = Error.isError(failure) ? failure : new Error(String(failure));
  return { error, code: 'code' in error ? error.code : undefined };
}

try {
  const server = await startServer(workerData as StartedOptions, (failure) =>
    send({ type: 'report', error: asSent(failure) }),
  );
  const copy = ({ id, folder }: { id: number; folder: string }): void => {
    server.backup(folder).then(
      (bytes) => send({ type: 'copied', id, bytes }),
      (failure: unknown) => send({ type: 'not-copied', id, error: asSent(failure) }),
    );
  };
  port.on('message', (message: ToWorker) => {
    if (message.type === 'backup') {
      copy(message);
      return;
    }
    server
      .stop()
      .then(
        () => send({ type: 'stopped' }),
        (failure: unknown) => send({ type: 'failed', error: asSent(failure) }),
      )
      .finally(() => port.close());
  });
  void server.shutdownAsked.then(() => send({ type: 'shutdown' }));
  send({ type: 'started', port: server.port });
} catch (failure) {
  send({ type: 'failed', error: asSent(failure) });
  port.close();
}
