#!/usr/bin/env node
// The payment provider of the sandbox as a process of its own; configured by SANDBOX_… variables.
import { runSandbox } from '../src/main.ts';

try {
  const sandbox = await runSandbox(process.env);
  console.log(JSON.stringify({ listening: sandbox.port }));
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      sandbox.stop().then(
        () => process.exit(0),
        (error) => {
          console.error(error);
          process.exit(1);
        },
      );
    });
  }
} catch (error) {
  console.error(error.name === 'ConfigError' ? error.message : error);
  process.exit(1);
}
