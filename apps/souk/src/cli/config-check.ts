import { readConfig, SECRETS } from '../config.ts';
import { projectRoot } from '../project-root.ts';
import { CommandError } from './command-error.ts';
import { readOptions } from './options.ts';

/** `souk config check`: 0 when the environment makes a valid configuration, 1 with the variable's name when not. */
export async function run(args: string[]): Promise<number> {
  if (readOptions(args, 'souk config check', {}) === null) return 0;
  let config;
  try {
    config = readConfig(process.env, projectRoot);
  } catch (error) {
    throw new CommandError(Error.isError(error) ? error.message : String(error));
  }
  const { environment: _, ...settings } = config;
  for (const [name, value] of Object.entries(settings)) {
    const secret = SECRETS.some((each) => each === name);
    console.log(`${name}=${secret && value !== undefined ? '(set)' : String(value ?? '')}`);
  }
  return await Promise.resolve(0);
}
