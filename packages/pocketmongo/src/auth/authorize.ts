import type { Access } from '../commands/command.ts';
import { commandError } from '../errors.ts';
import { allows, isRoot } from './roles.ts';
import type { User } from './users.ts';

/** Throws Unauthorized when the user may not do this on the database; `name` is the command's. */
export function authorize(user: User | undefined, access: Access, database: string, name: string): void {
  if (access === 'none') return;
  if (user === undefined) throw commandError('Unauthorized', `Command ${name} requires authentication`);
  if (mayDo(user, access, database)) return;
  throw commandError('Unauthorized', `not authorized on ${database} to execute command { ${name}: ... }`);
}

/** True when the user may do this on the database. */
export function mayDo(user: User, access: Access, database: string): boolean {
  if (access === 'none' || access === 'authenticated') return true;
  return isRoot(user.roles) || allows(user.roles, access, database);
}
