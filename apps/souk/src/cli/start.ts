import { mkdirSync, rmSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { readConfig, type SoukConfig } from '../config.ts';
import { readAddress } from '../host/address-file.ts';
import { demoLogIns, demoState } from '../demo/demo-state.ts';
import type { Souk } from '../host/start-souk.ts';
import { projectRoot } from '../project-root.ts';
import { CommandError } from './command-error.ts';
import { readOptions } from './options.ts';
import { onStopSignal } from './stop-signals.ts';

const options = {
  fresh: { type: 'boolean', help: 'throw all data away and start over' },
  'no-demo': { type: 'boolean', help: 'make no demo data on a first start' },
  'exit-when-ready': { type: 'boolean', help: 'stop as soon as Souk answers (for checks)' },
} as const;

/** `souk start`: runs until a signal ends it. */
export async function run(args: string[]): Promise<number> {
  const parsed = readOptions(args, 'souk start [OPTIONS]      (npm start -- OPTIONS)', options);
  if (parsed === null) return 0;
  const config = readConfig(process.env, projectRoot);
  requireFree(config);
  if (parsed.values.fresh === true) rmSync(config.SOUK_DATA, { recursive: true, force: true });
  mkdirSync(config.SOUK_DATA, { recursive: true, mode: 0o700 });

  const { startSouk } = await import('../host/start-souk.ts');
  const starting = startSouk(config);
  // Before it is ready: a signal must not find the process without somebody who stops Souk in good order.
  const signal = stopOnSignal(async () => (await starting).stop());
  const souk = await starting;
  if (signal.came()) return await signal.stopped.then(() => 0);
  if (parsed.values['no-demo'] !== true) await fillWithDemoData(souk, config);
  announce(souk.url, config);
  flushCompileCache();
  if (parsed.values['exit-when-ready'] === true) {
    await souk.stop();
    return 0;
  }
  await signal.stopped;
  return 0;
}

/** A first start makes demo data; one that was interrupted is done again, which changes nothing that is there. */
async function fillWithDemoData(souk: Souk, config: SoukConfig): Promise<void> {
  if (demoState(config.SOUK_DATA) === 'done') return;
  const { createDemoData, wantsDemoData } = await import('../demo/create-demo-data.ts');
  const api = souk.operatorClient();
  if (!(await wantsDemoData(api, config))) return;
  await createDemoData(api, config);
  await souk.idle();
}

function requireFree(config: SoukConfig): void {
  const running = readAddress(config.SOUK_DATA);
  if (running === null) return;
  throw new CommandError(
    `Souk already runs on this data directory at ${running.url} (process ${running.pid}). Stop it first, or set SOUK_DATA to another directory.`,
  );
}

function announce(url: string, config: SoukConfig): void {
  console.log(`
Souk is ready at ${url}
  API        ${url}/api/v1/products
  reference  ${url}/docs  (OpenAPI: ${url}/openapi.json)
  health     ${url}/health/ready
  data       ${config.SOUK_DATA}`);
  const logIns = demoLogIns(config.SOUK_DATA);
  if (logIns.length === 0) return;
  console.log(`\nDemo log-ins, password for all: ${logIns[0]?.password ?? ''}`);
  for (const { role, email } of logIns) console.log(`  ${role.padEnd(9)} ${email}`);
}

/** Stops Souk at the first signal; a second one ends the process at once. */
function stopOnSignal(stop: () => Promise<void>): { came: () => boolean; stopped: Promise<undefined> } {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  let came = false;
  onStopSignal((signal) => {
    came = true;
    console.log(`\n${signal}: stopping …`);
    stop().then(() => resolve(undefined), reject);
  });
  return { came: () => came, stopped: promise };
}
