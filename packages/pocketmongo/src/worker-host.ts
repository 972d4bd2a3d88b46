import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { RunningServer, StartedOptions } from './server.ts';
import type { FromWorker, SentError, ToWorker } from './worker.ts';

/** Runs the server in a worker thread. */
export async function startInWorker(
  options: StartedOptions,
  report: (failure: unknown) => void,
): Promise<RunningServer> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: options,
    name: 'pocketmongo',
  });
  const exited = once(worker, 'exit');
  const port = await new Promise<number>((resolve, reject) => {
    worker.on('error', reject);
    worker.on('message', (message: FromWorker) => {
      if (message.type === 'started') resolve(message.port);
      else if (message.type === 'failed') reject(received(message.error));
      else if (message.type === 'report') report(received(message.error));
    });
  });
  // From here on a crash of the thread has no caller that waits for it.
  worker.removeAllListeners('error');
  worker.on('error', report);
  const stop = async (): Promise<void> => {
    let failure: Error | undefined;
    worker.on('message', (message: FromWorker) => {
      if (message.type === 'failed') failure = received(message.error);
    });
    worker.postMessage({ type: 'stop' } satisfies ToWorker);
    await exited;
    if (failure !== undefined) throw failure;
  };
  return { port, stop };
}

/** The error with its code put back. */
const received = ({ error, code }: SentError): Error =>
  code === undefined ? error : Object.assign(error, { code });
