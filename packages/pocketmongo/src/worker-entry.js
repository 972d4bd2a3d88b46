// The thread's first file, in plain JavaScript: each thread turns the compile cache on for itself, and without it Node
// loads its TypeScript stripper and compiles every file anew, which takes longer than all the rest of a start.
import { enableCompileCache, flushCompileCache } from 'node:module';
import { workerData } from 'node:worker_threads';

const { compileCache } = workerData;
if (compileCache !== null) enableCompileCache(compileCache);
await import('./worker.ts');
// Else it is written only when the process ends in good order.
if (compileCache !== null) flushCompileCache();
