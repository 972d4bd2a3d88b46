import { fork } from 'node:child_process';
import { join } from 'node:path';

/** A bare Express handler in a process of its own, with the pages' bytes in its memory. */
export async function startBareExpress(
  pages: ReadonlyMap<string, string>,
): Promise<{ url: string; pid: number; stop: () => void }> {
  const child = fork(join(import.meta.dirname, 'express-server.ts'), { serialization: 'advanced' });
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (message) => resolve(Number(message)));
    child.once('exit', () => reject(new Error('the bare Express server ended')));
    child.send(Object.fromEntries(pages));
  });
  return { url: `http://127.0.0.1:${port}`, pid: child.pid ?? 0, stop: () => child.disconnect() };
}
