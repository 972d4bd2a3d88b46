import { randomBytes } from 'node:crypto';
import { readConfig } from '../config.ts';
import { projectRoot } from '../project-root.ts';
import { CommandError } from './command-error.ts';
import { readOptions } from './options.ts';
import { withApi } from './with-api.ts';

const options = {
  email: { type: 'string', value: 'ADDRESS', help: 'the e-mail address to log in with' },
  name: { type: 'string', value: 'NAME', help: 'the name to show (default: Administrator)' },
  password: { type: 'string', value: 'TEXT', help: 'at least 10 characters; made and printed when absent' },
  role: { type: 'string', value: 'ROLE', help: 'admin (default) or carrier' },
} as const;

/** `souk admin create --email you@example.com`: makes a log-in that may administer. */
export async function run(args: string[]): Promise<number> {
  const parsed = readOptions(args, 'souk admin create --email ADDRESS [OPTIONS]', options);
  if (parsed === null) return 0;
  const { email, name = 'Administrator', role = 'admin' } = parsed.values;
  if (email === undefined) throw new CommandError('say whose log-in it is: --email ADDRESS', 2);
  if (role !== 'admin' && role !== 'carrier') throw new CommandError('--role is admin or carrier', 2);
  const password = parsed.values.password ?? randomBytes(15).toString('base64url');
  const config = readConfig(process.env, projectRoot);
  await withApi(config, (api) =>
    api.call('POST', '/api/v1/staff-accounts', { email, password, displayName: name, roles: [role] }),
  );
  console.log(`Made the ${role} ${email}.`);
  if (parsed.values.password === undefined) console.log(`Password (shown once): ${password}`);
  return 0;
}
