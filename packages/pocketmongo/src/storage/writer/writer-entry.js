// The thread's first file, in plain JavaScript, as that of the server's thread: each turns the compile cache on for itself.
import { enableCompileCache, flushCompileCache } from 'node:module';
import { workerData } from 'node:worker_threads';

const { compileCache } = workerData;
if (compileCache !== null) enableCompileCache(compileCache);
await import('./writer.ts');
if (compileCache !== null) flushCompileCache();
