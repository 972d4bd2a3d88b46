import type { ConnectionState } from '../auth/connection-state.ts';
import { userKey } from '../auth/users.ts';
import { doc, type Doc } from '../bson/values.ts';
import type { CommandCall } from '../commands/command.ts';
import { namespaceOfCommand, operationKind, shownCommand } from './operation-kind.ts';

export interface OperationsWanted {
  /** Those of every user, not only the caller's. */
  allUsers: boolean;
  /** Connections too that run nothing. */
  idle: boolean;
}

/** What the connections of a server are doing, as `currentOp` shows it. */
export function currentOperations(call: CommandCall, { allUsers, idle }: OperationsWanted): Doc[] {
  const own = userKey(call.connection.user);
  const shown: Doc[] = [];
  for (const connection of call.server.info.connections()) {
    if (!allUsers && userKey(connection.user) !== own) continue;
    const running = call.server.running.get(connection);
    if (running !== undefined) shown.push(active(connection, running));
    else if (idle) shown.push(resting(call, connection));
  }
  return shown;
}

function client({ id, client: address, appName, user }: ConnectionState, host: string): Doc {
  const who = doc({
    type: 'op',
    host,
    desc: `conn${id}`,
    connectionId: id,
    client: address,
  });
  if (appName !== undefined) who.set('appName', appName);
  if (user !== undefined) who.set('effectiveUsers', [doc({ user: user.user, db: user.db })]);
  return who;
}

function active(connection: ConnectionState, call: CommandCall): Doc {
  const { server, name, database, body, now } = call;
  const micros = BigInt(Math.max(0, Date.now() - now.getTime())) * 1_000n;
  const shown = client(connection, server.info.address());
  shown.set('active', true).set('currentOpTime', new Date().toISOString()).set('opid', numberOf(call));
  const lsid = body.get('lsid');
  if (lsid !== undefined) shown.set('lsid', lsid);
  return new Map([
    ...shown,
    ...doc({
      secs_running: micros / 1_000_000n,
      microsecs_running: micros,
      op: operationKind(name),
      ns: namespaceOfCommand(database, name, body),
      command: shownCommand(name, body),
      numYields: 0,
      waitingForLock: call.op.wake !== undefined,
      locks: doc({}),
    }),
  ]);
}

function resting({ server }: CommandCall, connection: ConnectionState): Doc {
  return client(connection, server.info.address()).set('active', false);
}

let lastNumber = 0;

/** The number by which an operation is killed; given when it is first asked for. */
function numberOf(call: CommandCall): number {
  if (call.number === undefined) {
    lastNumber += 1;
    call.number = lastNumber;
  }
  return call.number;
}

/** Stops a running operation; false when there is none of that number. */
export function killOperation({ server }: CommandCall, number: number): boolean {
  for (const [connection, call] of server.running) {
    if (call.number !== number) continue;
    call.op.isStopped = () => true;
    call.op.wake?.();
    connection.interrupt?.();
    return true;
  }
  return false;
}
