import { commandError } from '../errors.ts';
import type { CommandCall } from './command.ts';

/** Throws CommandNotSupportedOnView when a command that is for collections names a view. */
export function refuseView({ server, op }: CommandCall, namespace: string): void {
  if (server.engine.view(namespace, op.txn) === undefined) return;
  throw commandError('CommandNotSupportedOnView', `Namespace ${namespace} is a view, not a collection`);
}
