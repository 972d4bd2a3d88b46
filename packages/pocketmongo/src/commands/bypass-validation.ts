import { allows, isRoot } from '../auth/roles.ts';
import type { Operation } from '../execution/operation.ts';
import { commandError } from '../errors.ts';
import { flag } from './arguments.ts';
import type { CommandCall } from './command.ts';

/** The operation of a write, without validation when `bypassDocumentValidation` asks for it. */
export function writeOperation({ body, op, connection, database }: CommandCall): Operation {
  if (!body.has('bypassDocumentValidation') || !flag(body, 'bypassDocumentValidation')) return op;
  const roles = connection.user?.roles ?? [];
  if (!isRoot(roles) && !allows(roles, 'dbAdmin', database))
    throw commandError('Unauthorized', `not authorized on ${database} to bypass document validation`);
  op.bypassValidation = true;
  return op;
}
