#!/usr/bin/env node
// Plain JavaScript that any Node can read, so that a wrong version is told instead of a syntax error.
const NODE_MAJOR = 24;

if (Number(process.versions.node.split('.')[0]) < NODE_MAJOR) {
  console.error(`pocketmongo needs Node ${NODE_MAJOR} or newer; this is ${process.versions.node}`);
  process.exit(1);
}

// Half of a start is the loading of modules.
const { enableCompileCache } = await import('node:module');
enableCompileCache?.();

const { runCli } = await import('../src/cli/main.ts');
process.exitCode = await runCli(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  password: process.env.POCKETMONGO_PASSWORD,
});
