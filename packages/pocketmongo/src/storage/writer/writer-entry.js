// The thread's first file, in plain JavaScript, as that of the server's thread: each turns the compile cache on for itself.
import { enableCompileCache, flushCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';

const { compileCache } = workerData;
if (compileCache !== null) enableCompileCache(compileCache);
const { commitUntilEnd } = await import('./writer.ts');
if (compileCache !== null) flushCompileCache();
await commitUntilEnd(parentPort, workerData);
