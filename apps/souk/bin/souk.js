#!/usr/bin/env node
// The first file of every command: plain JavaScript for Node ≥ 20. Installs what is missing, then goes on under Node 24.
import * as nodeModule from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled, onProjectNode, projectNode, projectRoot, run } from './bootstrap.js';
import { mainModule } from './start-bundle.js';

await ensureInstalled();

if (onProjectNode()) {
  // Password hashing fills libuv's pool of 4 threads; file access must not wait behind it. Read at first use of the pool.
  process.env.UV_THREADPOOL_SIZE ??= '16';
  nodeModule.enableCompileCache?.(join(projectRoot, '.cache', 'compile'));
  const { main } = await import(mainModule());
  process.exitCode = await main(process.argv.slice(2));
} else {
  process.exit(await run(projectNode(), [fileURLToPath(import.meta.url), ...process.argv.slice(2)]));
}
