import { encodeDocument } from '../bson/encode.ts';
import { decodeDocument } from '../bson/decode.ts';
import { doc, type Doc, isDoc, type Value } from '../bson/values.ts';
import type { CommandCall, Reply } from '../commands/command.ts';
import type { CommandError } from '../errors.ts';
import type { Predicate } from '../engine.ts';
import type { TracedPlan } from '../execution/started.ts';
import { namespaceOfCommand, operationKind, shownCommand } from './operation-kind.ts';
import { traceFields, type TraceTotals } from './trace.ts';

export interface ProfileSettings {
  /** 0: off; 1: what is slow or passes the filter; 2: everything. */
  level: 0 | 1 | 2;
  /** These two are the whole server's, whatever the database. */
  slowMs: number;
  sampleRate: number;
  filter: { spec: Doc; matches: Predicate } | undefined;
}

/** How a command has gone. */
export type Watched = {
  millis: number;
  outcome: Reply | CommandError;
  /** The plans that it has carried out, and what they had done before. */
  trace: readonly TracedPlan[];
  before: TraceTotals;
};

type DatabaseSettings = Pick<ProfileSettings, 'level' | 'filter'>;

export const PROFILE = 'system.profile';
export const PROFILE_OPTIONS = doc({ capped: true, size: 1024 * 1024 });
const OFF: DatabaseSettings = { level: 0, filter: undefined };

/** The profiles of all databases; they live as long as the server. */
export class Profiler {
  readonly #databases = new Map<string, DatabaseSettings>();
  #slowMs = 100;
  #sampleRate = 1;
  /** Whether any database is profiled: all that a command asks while none is. */
  isOn = false;

  settings(database: string): ProfileSettings {
    const own = this.#databases.get(database) ?? OFF;
    return { ...own, slowMs: this.#slowMs, sampleRate: this.#sampleRate };
  }

  set(database: string, { level, filter, slowMs, sampleRate }: ProfileSettings): void {
    this.#slowMs = slowMs;
    this.#sampleRate = sampleRate;
    this.#databases.set(database, { level, filter });
    this.isOn = Array.from(this.#databases.values()).some((one) => one.level > 0);
  }

  watches(database: string): boolean {
    return this.isOn && (this.#databases.get(database) ?? OFF).level > 0;
  }

  /** Notes a command that has ended in its database's `system.profile`, before its reply is sent. */
  async note(call: CommandCall, watched: Watched): Promise<void> {
    const { level, filter, slowMs, sampleRate } = this.settings(call.database);
    if (level === 0) return;
    // A filter takes the place of slowness and sampling.
    if (level === 1 && filter === undefined && (watched.millis < slowMs || Math.random() >= sampleRate))
      return;
    const entry = entryOf(call, watched);
    if (filter !== undefined && !filter.matches(entry)) return;
    await keep(call, entry);
  }
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
