/**
 * The measured server in a process of its own: `node server-process.ts DIR`. Tells its address and how long its start
 * took, loading included, and on each message its processor time and memory.
 */
import { enableCompileCache, flushCompileCache } from 'node:module';

const started = performance.now();
// As the command line does.
enableCompileCache();
const { startPocketMongo } = await import('../src/index.ts');

const server = await startPocketMongo({ dataDir: process.argv[2] ?? '', mode: 'inline', openAccess: true });
process.send?.({ uri: server.uri('bench'), startMs: performance.now() - started });
flushCompileCache();
process.on('message', (asked: string) => {
  if (asked === 'stop') {
    void server.stop().then(() => process.disconnect());
    return;
  }
  const { user, system } = process.cpuUsage();
  process.send?.({ processorUs: user + system, rss: process.memoryUsage().rss });
});
