import { decodeDocument } from '../bson/decode.ts';
import { encodeDocument } from '../bson/encode.ts';
import { doc, type Doc, isDoc, type Value } from '../bson/values.ts';
import type { CommandCall, Reply } from '../commands/command.ts';
import type { CommandError } from '../errors.ts';
import type { TracedPlan } from '../execution/counters.ts';
import { PROFILE } from './profile-settings.ts';
import { namespaceOfCommand, operationKind, shownCommand } from './operation-kind.ts';
import { traceFields, type TraceTotals } from './trace.ts';

/** How a command has gone. */
export type Watched = {
  millis: number;
  outcome: Reply | CommandError;
  /** The plans that it has carried out, and what they had done before. */
  trace: readonly TracedPlan[];
  before: TraceTotals;
};

/** Notes a command that has ended in its database's `system.profile`, before its reply is sent. */
export async function noteProfile(call: CommandCall, watched: Watched): Promise<void> {
  const { level, filter, slowMs, sampleRate } = call.server.profiler.settings(call.database);
  if (level === 0) return;
  // A filter takes the place of slowness and sampling.
  if (level === 1 && filter === undefined && (watched.millis < slowMs || Math.random() >= sampleRate)) return;
  const entry = entryOf(call, watched);
  if (filter !== undefined && !filter.matches(entry)) return;
  await keep(call, entry);
}

function entryOf(call: CommandCall, { millis, outcome, trace, before }: Watched): Doc {
  const { name, database, body, connection, now } = call;
  const { user } = connection;
  const { execStats, ...traced } = Object.fromEntries(traceFields(trace, before));
  return doc({
    op: operationKind(name),
    ns: namespaceOfCommand(database, name, body),
    command: shownCommand(name, body),
    ...traced,
    ...result(name, outcome),
    numYield: 0,
    locks: doc({}),
    storage: doc({}),
    protocol: 'op_msg',
    millis: Math.round(millis),
    ...(execStats === undefined ? {} : { execStats }),
    ts: now,
    client: connection.client,
    appName: connection.appName ?? '',
    allUsers: user === undefined ? [] : [doc({ user: user.user, db: user.db })],
    user: user === undefined ? '' : `${user.user}@${user.db}`,
  });
}

/** What the profile calls the `n` of a reply. */
const COUNTED: ReadonlyMap<string, string> = new Map([
  ['insert', 'ninserted'],
  ['update', 'nMatched'],
  ['delete', 'ndeleted'],
]);

function result(name: string, outcome: Reply | CommandError): Record<string, Value> {
  if (!(outcome instanceof Map) && !(outcome instanceof Uint8Array))
    return { ok: 0, errCode: outcome.code, errName: outcome.codeName, errMsg: outcome.message };
  const [reply, length] =
    outcome instanceof Map
      ? [outcome, encodeDocument(outcome).length]
      : [decodeDocument(outcome), outcome.length];
  const counts: Record<string, Value> = {};
  const [n, nModified] = [reply.get('n'), reply.get('nModified')];
  if (n !== undefined) counts[COUNTED.get(name) ?? 'n'] = n;
  if (nModified !== undefined) counts['nModified'] = nModified;
  if (Array.isArray(reply.get('upserted'))) counts['upsert'] = true;
  const cursor = reply.get('cursor');
  if (isDoc(cursor)) {
    const batch = cursor.get('firstBatch') ?? cursor.get('nextBatch');
    if (Array.isArray(batch)) counts['nreturned'] = batch.length;
    const id = cursor.get('id') ?? 0n;
    counts[id === 0n ? 'cursorExhausted' : 'cursorid'] = id === 0n ? true : id;
  }
  return { ...counts, responseLength: length };
}

async function keep({ server, database }: CommandCall, entry: Doc): Promise<void> {
  const namespace = `${database}.${PROFILE}`;
  // Dropped with its database: the next `profile` makes it again.
  if (server.engine.collection(namespace) === undefined) return;
  await server.engine.write({}, (unit) => {
    unit.insert(namespace, entry);
    return new Map();
  });
}
