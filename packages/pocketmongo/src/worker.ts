import { parentPort, workerData } from 'node:worker_threads';
import { startServer, type StartedOptions } from './server.ts';

/** Messages between the thread of the server and the one that started it. */
export type FromWorker =
  | { type: 'started'; port: number }
  | { type: 'failed'; error: Error }
  | { type: 'report'; error: Error }
  | { type: 'stopped' };
export type ToWorker = { type: 'stop' };

const port = parentPort;
if (port === null) throw new Error('this file runs as a worker thread');
const send = (message: FromWorker): void => port.postMessage(message);
const asError = (failure: unknown): Error => (Error.isError(failure) ? failure : new Error(String(failure)));

try {
  const server = await startServer(workerData as StartedOptions, (failure) =>
    send({ type: 'report', error: asError(failure) }),
  );
  port.once('message', () => {
    server
      .stop()
      .then(
        () => send({ type: 'stopped' }),
        (failure: unknown) => send({ type: 'failed', error: asError(failure) }),
      )
      .finally(() => port.close());
  });
  send({ type: 'started', port: server.port });
} catch (failure) {
  send({ type: 'failed', error: asError(failure) });
  port.close();
}
