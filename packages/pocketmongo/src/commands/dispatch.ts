import { setTimeout as sleep } from 'node:timers/promises';
import { authorize } from '../auth/authorize.ts';
import { decodeCommand, decodeDocument, type Intake } from '../bson/decode.ts';
import { encodeDocument } from '../bson/encode.ts';
import type { Doc } from '../bson/values.ts';
import { commandError, CommandError } from '../errors.ts';
import { actFor, type ConnectionState } from '../auth/connection-state.ts';
import { checkDatabaseName } from '../catalog/namespace.ts';
import { runReading } from '../readers/run-reading.ts';
import { operationOf, readSession } from '../sessions/call-session.ts';
import type { DocumentSequence } from '../wire/op-msg.ts';
import type { CommandCount } from '../operations/command-counts.ts';
import { runWatched } from '../operations/run-watched.ts';
import { checkFields, flag, maxTimeOf } from './arguments.ts';
import type { CallSession, Command, CommandCall, Reply, ServerContext } from './command.ts';
import { checkConcerns, unmetWriteConcern, withField } from './concerns.ts';
import { COMMANDS_BY_NAME, KNOWN_FIELDS } from './registry.ts';
import { isRetryableConcernError, withTransientLabel, withUsualLabels } from './error-labels.ts';
import type { FailAction } from './fail-points.ts';
import type { WriteCut } from './transactional-write-point.ts';
import { errorReply, okReply } from './reply.ts';
import { CommandValues } from './system-values.ts';
import { asCommandError } from './unexpected.ts';
import { checkStableApi, speaksOfStableApi } from './stable-api.ts';

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
  let count: CommandCount | undefined;
  try {
    // Nobody moves the clock before logging in.
    const intake = connection.user === undefined ? undefined : server.gossip.intake;
    const body = bodyOf(request, intake);
    const [name = ''] = body.keys();
    const command = COMMANDS_BY_NAME.get(name);
    if (command === undefined) {
      server.counts.unknown += 1;
      throw commandError('CommandNotFound', `no such command: '${name}'`);
    }
    count = server.counts.called(command, body);
    return await run(server, connection, { command, name, body }, request.database);
  } catch (error) {
    if (count !== undefined) count.failed += 1;
    return {
      reply: encodeDocument(errorReply(asCommandError(server, error))),
    };
  }
}

function bodyOf({ body, sequences }: Request, intake: Intake | undefined): Doc {
  const decoded = intake === undefined ? decodeDocument(body) : decodeCommand(body, intake);
  for (const { identifier, documents } of sequences) {
    if (decoded.has(identifier)) throw commandError('BadValue', `duplicate field ${identifier}`);
    decoded.set(identifier, documents.map(decodeDocument));
  }
  return decoded;
}

async function run(
  server: ServerContext,
  connection: ConnectionState,
  { command, name, body }: Pick<Parsed, 'command' | 'name' | 'body'>,
  legacyDatabase: string | undefined,
): Promise<Outcome> {
  if (legacyDatabase !== undefined && command !== COMMANDS_BY_NAME.get('hello')) {
    throw commandError(
      'UnsupportedOpQueryCommand',
      `Unsupported OP_QUERY command: ${name}. The client driver may require an upgrade.`,
    );
  }
  const database = legacyDatabase ?? body.get('$db');
  if (typeof database !== 'string') throw commandError('BadValue', 'OP_MSG requests require a $db argument');
  checkAccess(server, { command, name, body }, connection, database);
  const known = KNOWN_FIELDS.get(command);
  if (known !== undefined) checkFields(body, name, known);
  if (speaksOfStableApi(body)) checkStableApi(body, name);
  checkConcerns(body, command, name, server.engine.oplog.clock);

  const failure = server.failPoints.hit(name, connection.appName);
  if (failure !== undefined && failure.blockMs > 0) await sleep(failure.blockMs);
  if (failure?.closeConnection === true) return { closeConnection: true };

  const session = command.access === 'none' ? undefined : readSession(body, connection.user);
  if (failure?.error !== undefined) {
    throw failure.labelled ? failure.error : withUsualLabels(failure.error, session, name);
  }
  const cut = cutOf(server, command, body, session);
  if (cut === 'before') return { closeConnection: true };
  const reply = await runInSession(server, connection, { command, name, body, database, session });
  if (cut === 'after') return { closeConnection: true };
  const finished = reply instanceof Map ? okReply(reply) : reply;
  const concernError = failure?.writeConcernError ?? unmetWriteConcern(body, command, server.defaultConcerns);
  const whole =
    concernError === undefined ? finished : withConcernError(finished, name, concernError, failure, session);
  return { reply: whole instanceof Map ? encodeDocument(whole) : whole };
}

/** Where the fail point of transactional writes cuts the connection of this command. */
function cutOf(
  { failPoints }: ServerContext,
  { retryable }: Command,
  body: Doc,
  session: CallSession | undefined,
): WriteCut | undefined {
  if (!failPoints.transactionalWrite.isArmed()) return undefined;
  if (retryable !== true || session?.txnNumber === undefined || session.inTransaction) return undefined;
  const statements = body.get('documents') ?? body.get('updates') ?? body.get('deletes') ?? body.get('ops');
  const id = `${session.key} ${session.txnNumber}`;
  return failPoints.transactionalWrite.hit(id, Array.isArray(statements) ? statements.length : 1);
}

function withConcernError(
  reply: Reply,
  name: string,
  concernError: Doc,
  failure: FailAction | undefined,
  session: CallSession | undefined,
): Reply {
  const told = withField(reply, 'writeConcernError', concernError);
  const labels =
    failure?.labelled === true
      ? failure.labels
      : isRetryableConcernError(concernError, session, name)
        ? ['RetryableWriteError']
        : [];
  return labels.length === 0 ? told : withField(told, 'errorLabels', [...labels]);
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
  const maxTimeMs = name === 'getMore' ? undefined : maxTimeOf(body);
  try {
    const starts = flag(body, 'startTransaction');
    const settled = starts ? server.engine.beforeTransaction() : undefined;
    if (settled !== undefined) await settled;
    const op = operationOf(server.engine, command, name, session, starts);
    if (maxTimeMs !== undefined && maxTimeMs > 0) {
      if (server.failPoints.timesOut())
        throw commandError('MaxTimeMSExpired', 'operation exceeded time limit');
      op.deadline = performance.now() + maxTimeMs;
    }
    const now = new Date();
    const { access } = command;
    const system = new CommandValues(server, connection, now);
    const call: CommandCall = { server, connection, database, name, access, body, op, session, now, system };
    if (session !== undefined) server.sessions.used(session.key, now.getTime());
    server.running.set(connection, call);
    const work = (): Reply | Promise<Reply> =>
      command.reading === true ? runReading(command, call) : command.run(call);
    return await (server.profiler.isOn || server.top.isOn ? runWatched(command, call, work) : work());
  } catch (error) {
    if (session?.inTransaction !== true) throw error;
    throw endTransaction(server, session, name, error);
  } finally {
    server.running.delete(connection);
  }
}

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
  return withTransientLabel(known);
}

function checkAccess(
  { users, roles, anonymous }: ServerContext,
  { command, name, body }: Pick<Parsed, 'command' | 'name' | 'body'>,
  connection: ConnectionState,
  database: string,
): void {
  if (command.access === 'none') return;
  const revision = users.revision() + roles.revision();
  if (connection.usersRevision !== revision) {
    // Users or roles have changed since: what was taken away no longer counts.
    const { user } = connection;
    actFor(connection, user === anonymous ? anonymous : users.present(user), roles);
    connection.usersRevision = revision;
  }
  const { user } = connection;
  if (user !== undefined) {
    checkDatabaseName(database);
    if (command.adminOnly === true && database !== 'admin') {
      throw commandError('Unauthorized', `${name} may only be run against the admin database.`);
    }
  }
  authorize(connection, command.access, { name, database, body });
}
