import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { compileCacheOfProcess } from './compile-cache.ts';
import type { StartedOptions } from './options.ts';
import type { RunningServer } from './server.ts';
import type { FromWorker, SentError, ToWorker } from './worker.ts';

/** Runs the server in a worker thread. */
export async function startInWorker(
  options: StartedOptions,
  report: (failure: unknown) => void,
): Promise<RunningServer> {
  const worker = new Worker(new URL('./worker-entry.js', import.meta.url), {
    workerData: { ...options, compileCache: compileCacheOfProcess() },
    name: 'pocketmongo',
  });
  const exited = once(worker, 'exit');
  const shutdownAsked = Promise.withResolvers<undefined>();
  const port = await new Promise<number>((resolve, reject) => {
    worker.on('error', reject);
    worker.on('message', (message: FromWorker) => {
      if (message.type === 'started') resolve(message.port);
      else if (message.type === 'failed') reject(received(message.error));
      else if (message.type === 'shutdown') shutdownAsked.resolve(undefined);
      else if (message.type === 'report') report(received(message.error));
    });
  });
  // From here on a crash of the thread has no caller that waits for it.
  worker.removeAllListeners('error');
  worker.on('error', report);
  const copies = createCopies(worker);
  const stop = async (): Promise<void> => {
    let failure: Error | undefined;
    worker.on('message', (message: FromWorker) => {
      if (message.type === 'failed') failure = received(message.error);
    });
    worker.postMessage({ type: 'stop' } satisfies ToWorker);
    await exited;
    if (failure !== undefined) throw failure;
  };
  return { port, shutdownAsked: shutdownAsked.promise, stop, backup: copies.start };
}

/** Backups that the thread has been asked for, by number. */
function createCopies(worker: Worker): { start: (folder: string) => Promise<number> } {
  const waiting = new Map<number, PromiseWithResolvers<number>>();
  let lastId = 0;
  worker.on('message', (message: FromWorker) => {
    if (message.type === 'copied') waiting.get(message.id)?.resolve(message.bytes);
    else if (message.type === 'not-copied') waiting.get(message.id)?.reject(received(message.error));
    else return;
    waiting.delete(message.id);
  });
  worker.once('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error('the server has stopped'));
    waiting.clear();
  });
  return {
    start: (folder) => {
      lastId += 1;
      const outcome = Promise.withResolvers<number>();
      waiting.set(lastId, outcome);
      worker.postMessage({ type: 'backup', id: lastId, folder } satisfies ToWorker);
      return outcome.promise;
    },
  };
}

/** The error with its code put back. */
const received = ({ error, code }: SentError): Error =>
  code === undefined ? error : Object.assign(error, { code });
