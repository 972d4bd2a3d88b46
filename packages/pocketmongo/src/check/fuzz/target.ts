/**
 * The server that is shot at, in a process of its own: `node --expose-gc target.ts DIR`. Tells on standard output, one
 * JSON object a line: `{port}`, `{failure}` for what the server did not expect, `{memory}` when a line arrives.
 */
import { createInterface } from 'node:readline';
import { startPocketMongo } from '../../index.ts';

const tell = (fact: Record<string, unknown>): void => void process.stdout.write(`${JSON.stringify(fact)}\n`);

const server = await startPocketMongo({
  dataDir: process.argv[2] ?? '',
  mode: 'inline',
  openAccess: true,
  transactionLifetimeMs: 1_000,
  onFailure: (failure) => tell({ failure: Error.isError(failure) ? failure.stack : String(failure) }),
});
tell({ port: server.port });
const lines = createInterface({ input: process.stdin });
lines.on('line', () => {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  tell({ memory: heapUsed + external });
});
lines.on('close', () => void server.stop());
