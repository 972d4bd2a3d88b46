import { fork } from 'node:child_process';
import { join } from 'node:path';

/**
 * Runs a load in a process of its own, so that it does not share a thread with what drives it.
 * @param script a file of this folder; it gets `order` as its only message and answers with its result.
 */
export function runLoad<Result>(script: string, order: object): Promise<Result> {
  const child = fork(join(import.meta.dirname, script), { serialization: 'advanced' });
  return new Promise((resolve, reject) => {
    child.once('message', (result) => resolve(result as Result));
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`${script} ended with ${code ?? 'a signal'} and no result`)),
    );
    child.send(order);
  });
}

/** The other half: carries out the order that comes from the parent. */
export function onOrder(work: (order: never) => Promise<unknown>): void {
  process.once('message', (order) => {
    work(order as never).then(
      (result) => process.send?.(result, () => process.disconnect()),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
}
