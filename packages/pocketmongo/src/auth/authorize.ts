import { commandError } from '../errors.ts';
import type { Access, Asked, Demand } from './access.ts';
import type { ConnectionState } from './connection-state.ts';

/** Throws Unauthorized when the connection's user may not do what the command's access demands. */
export function authorize(connection: ConnectionState, access: Access, asked: Asked): void {
  if (access === 'none') return;
  if (connection.user === undefined)
    throw commandError('Unauthorized', `Command ${asked.name} requires authentication`);
  if (access === 'authenticated' || connection.grants.everything) return;
  for (const demand of access(asked)) requireRight(connection, demand, asked.name);
}

/** Throws Unauthorized when the connection's user may not do this; `name` is the command's. */
export function requireRight({ grants }: ConnectionState, { action, on }: Demand, name: string): void {
  if (grants.allows(action, on)) return;
  const where = typeof on === 'string' || on.db === '' ? 'admin' : on.db;
  throw commandError('Unauthorized', `not authorized on ${where} to execute command { ${name}: ... }`);
}
