import { setTimeout as sleep } from 'node:timers/promises';
import { authorize } from '../auth/authorize.ts';
import { decodeDocument } from '../bson/decode.ts';
import { encodeDocument } from '../bson/encode.ts';
import type { Doc } from '../bson/values.ts';
import { commandError, CommandError, ERROR_CODES } from '../errors.ts';
import type { ConnectionState } from '../auth/connection-state.ts';
import { operationOf, readSession } from '../sessions/call-session.ts';
import type { DocumentSequence } from '../wire/op-msg.ts';
import { checkFields, flag, optionalCount } from './arguments.ts';
import type { CallSession, Command, CommandCall, Reply, ServerContext } from './command.ts';
import { checkConcerns, unmetWriteConcern, withField } from './concerns.ts';
import { checkDatabase } from './namespace.ts';
import { COMMANDS_BY_NAME } from './registry.ts';
import { errorReply, okReply } from './reply.ts';
import { asCommandError } from './unexpected.ts';
import { checkStableApi } from './stable-api.ts';

/** A command as it came over the wire. */
export interface Request {
  body: Uint8Array;
  sequences: readonly DocumentSequence[];
  /** Of an OP_QUERY; an OP_MSG names it in `$db`. */
  database?: string;
}

/** The outcome of a request: bytes to send, or the order to cut the connection. */
export type Outcome = { reply: Uint8Array } | { closeConnection: true };

/** Runs one request. Never throws: what goes wrong becomes an error reply. */
export async function dispatch(
  server: ServerContext,
  connection: ConnectionState,
  request: Request,
): Promise<Outcome> {
  try {
    const body = bodyOf(request);
    return await run(server, connection, body, request.database);
  } catch (error) {
    return {
      reply: encodeDocument(errorReply(asCommandError(server, error))),
    };
  }
}

function bodyOf({ body, sequences }: Request): Doc {
  const decoded = decodeDocument(body);
  for (const { identifier, documents } of sequences) {
    if (decoded.has(identifier)) throw commandError('BadValue', `duplicate field ${identifier}`);
    decoded.set(identifier, documents.map(decodeDocument));
  }
  return decoded;
}

async function run(
  server: ServerContext,
  connection: ConnectionState,
  body: Doc,
  legacyDatabase: string | undefined,
): Promise<Outcome> {
  const [name = ''] = body.keys();
  const command = COMMANDS_BY_NAME.get(name);
  if (command === undefined) throw commandError('CommandNotFound', `no such command: '${name}'`);
  if (legacyDatabase !== undefined && command !== COMMANDS_BY_NAME.get('hello')) {
    throw commandError(
      'UnsupportedOpQueryCommand',
      `Unsupported OP_QUERY command: ${name}. The client driver may require an upgrade.`,
    );
  }
  const database = legacyDatabase ?? body.get('$db');
  if (typeof database !== 'string') throw commandError('BadValue', 'OP_MSG requests require a $db argument');
  checkAccess(server, command, name, connection, database);
  if (command.fields !== undefined) checkFields(body, name, new Set(command.fields));
  if (body.has('apiVersion') || body.has('apiStrict')) checkStableApi(body, name);
  checkConcerns(body, command, name);

  const failure = server.failPoints.hit(name, connection.appName);
  if (failure !== undefined && failure.blockMs > 0) await sleep(failure.blockMs);
  if (failure?.closeConnection === true) return { closeConnection: true };

  const session = command.access === 'none' ? undefined : readSession(body, connection.user);
  if (failure?.error !== undefined) throw labelled(failure.error, session, name);
  const reply = await runInSession(server, connection, { command, name, body, database, session });
  const finished = reply instanceof Map ? okReply(reply) : reply;
  const concernError = failure?.writeConcernError ?? unmetWriteConcern(body);
  const whole =
    concernError === undefined ? finished : withField(finished, 'writeConcernError', concernError);
  return { reply: whole instanceof Map ? encodeDocument(whole) : whole };
}

interface Parsed {
  command: Command;
  name: string;
  body: Doc;
  database: string;
  session: CallSession | undefined;
}

async function runInSession(
  server: ServerContext,
  connection: ConnectionState,
  { command, name, body, database, session }: Parsed,
): Promise<Reply> {
  const maxTimeMs = name === 'getMore' ? undefined : optionalCount(body, 'maxTimeMS');
  try {
    const op = operationOf(server.engine, command, name, session, flag(body, 'startTransaction'));
    if (maxTimeMs !== undefined && maxTimeMs > 0) op.deadline = performance.now() + maxTimeMs;
    const call: CommandCall = { server, connection, database, name, body, op, session, now: new Date() };
    return await command.run(call);
  } catch (error) {
    if (session?.inTransaction !== true) throw error;
    throw endTransaction(server, session, name, error);
  }
}

const TRANSIENT: ReadonlySet<number> = new Set([
  ERROR_CODES.WriteConflict,
  ERROR_CODES.NoSuchTransaction,
  ERROR_CODES.ShutdownInProgress,
  ERROR_CODES.InterruptedAtShutdown,
]);

/** An error inside a transaction aborts it; errors that a new attempt may not meet are labelled so. */
function endTransaction(server: ServerContext, session: CallSession, name: string, error: unknown): unknown {
  const known = asCommandError(server, error);
  if (name !== 'commitTransaction' && name !== 'abortTransaction' && session.txnNumber !== undefined) {
    try {
      server.engine.abortTransaction(session.key, session.txnNumber);
    } catch (abortError) {
      // It was gone already, which is what is wanted.
      if (!(abortError instanceof CommandError)) return abortError;
    }
  }
  if (!TRANSIENT.has(known.code) || known.labels.includes('TransientTransactionError')) return known;
  return withLabel(known, 'TransientTransactionError');
}

function withLabel(error: CommandError, label: string): CommandError {
  const details = { labels: [...error.labels, label] };
  const { code, codeName, message, extra } = error;
  return new CommandError(code, codeName, message, extra === undefined ? details : { ...details, extra });
}

/** Errors after which a driver may send a retryable write again. */
const RETRYABLE: ReadonlySet<number> = new Set([
  6, 7, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436,
]);

function labelled(error: CommandError, session: CallSession | undefined, name: string): CommandError {
  if (error.labels.length > 0 || session?.txnNumber === undefined || !RETRYABLE.has(error.code)) return error;
  if (!session.inTransaction || name === 'commitTransaction' || name === 'abortTransaction') {
    return withLabel(error, 'RetryableWriteError');
  }
  return withLabel(error, 'TransientTransactionError');
}

function checkAccess(
  { users, anonymous }: ServerContext,
  command: Command,
  name: string,
  connection: ConnectionState,
  database: string,
): void {
  if (command.access === 'none') return;
  if (connection.usersRevision !== users.revision()) {
    // Users have changed since: roles that were taken away no longer count.
    connection.user = connection.user === anonymous ? anonymous : users.present(connection.user);
    connection.usersRevision = users.revision();
  }
  const { user } = connection;
  if (user !== undefined) {
    checkDatabase(database);
    if (command.adminOnly === true && database !== 'admin') {
      throw commandError('Unauthorized', `${name} may only be run against the admin database.`);
    }
  }
  authorize(user, command.access, database, name);
}
