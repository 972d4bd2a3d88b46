import { readConfig, SECRETS } from '../config.ts';
import { projectRoot } from '../project-root.ts';
import { readOptions } from './options.ts';

/** `souk config check`: 0 when the environment makes a valid configuration, 1 with the variable's name when not. */
export async function run(args: string[]): Promise<number> {
  if (readOptions(args, 'souk config check', {}) === null) return 0;
  const { environment, ...settings } = readConfig(process.env, projectRoot);
  const { serviceSettings } = await import('../service-settings.ts');
  for (const [name, value] of Object.entries(settings)) {
    const secret = SECRETS.some((each) => each === name);
    console.log(`${name}=${secret && value !== undefined ? '(set)' : String(value ?? '')}`);
  }
  for (const [service, each] of Object.entries(serviceSettings(environment))) {
    for (const [field, value] of Object.entries(each)) console.log(`${service}.${field}=${String(value)}`);
  }
  return 0;
}
