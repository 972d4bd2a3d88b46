import { userKey } from '../auth/users.ts';
import type { CommandCall } from '../commands/command.ts';
import { commandError, locationError } from '../errors.ts';
import type { OpenCursor } from './cursor-store.ts';

/** Only who opened a cursor reads on: the same user, in the same session, in the same transaction. */
export function checkOwner({ id, user, session, op }: OpenCursor, call: CommandCall): void {
  if (user !== userKey(call.connection.user))
    throw commandError('Unauthorized', `cursor id ${id} was not created by the authenticated user`);
  const asked = call.session?.key;
  const refused = (code: number, why: string) =>
    locationError(code, `Cannot run getMore on cursor ${id}, ${why}`);
  if (session === undefined && asked !== undefined)
    throw refused(50736, `which was not created in a session, in session ${idOf(asked)}`);
  if (session !== undefined && asked === undefined)
    throw refused(50737, `which was created in session ${idOf(session)}, without an lsid`);
  if (session !== asked)
    throw refused(
      50738,
      `which was created in session ${idOf(session ?? '')}, in session ${idOf(asked ?? '')}`,
    );
  if (op.txn === call.op.txn) return;
  if (op.txn === undefined)
    throw refused(50739, `which was not created in a transaction, in transaction ${call.op.txn?.txnNumber}`);
  if (call.op.txn === undefined)
    throw refused(50740, `which was created in transaction ${op.txn.txnNumber}, without a txnNumber`);
  throw refused(
    50741,
    `which was created in transaction ${op.txn.txnNumber}, in transaction ${call.op.txn.txnNumber}`,
  );
}

/** The UUID of a session's key, which also names the owner. */
const idOf = (key: string): string =>
  key.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
