import { encodeDocument } from '../bson/encode.ts';
import { decodeDocument } from '../bson/decode.ts';
import { doc, type Doc, isDoc, type Value } from '../bson/values.ts';
import type { CommandCall, Reply } from '../commands/command.ts';
import type { CommandError } from '../errors.ts';
import type { Predicate } from '../engine.ts';
import { namespaceOfCommand, operationKind, shownCommand } from './operation-kind.ts';

export interface ProfileSettings {
  /** 0: off; 1: what is slow or passes the filter; 2: everything. */
  level: 0 | 1 | 2;
  slowMs: number;
  sampleRate: number;
  filter: { spec: Doc; matches: Predicate } | undefined;
}

export const PROFILE = 'system.profile';
export const PROFILE_OPTIONS = doc({ capped: true, size: 1024 * 1024 });
const DEFAULTS: ProfileSettings = { level: 0, slowMs: 100, sampleRate: 1, filter: undefined };

/** The profiles of all databases; they live as long as the server. */
export class Profiler {
  readonly #levels = new Map<string, ProfileSettings>();
  /** Whether any database is profiled: all that a command asks while none is. */
  isOn = false;

  settings(database: string): ProfileSettings {
    return this.#levels.get(database) ?? DEFAULTS;
  }

  set(database: string, settings: ProfileSettings): void {
    this.#levels.set(database, settings);
    this.isOn = Array.from(this.#levels.values()).some(({ level }) => level > 0);
  }

  /** Notes a command that has ended in its database's `system.profile`, before its reply is sent. */
  async note(call: CommandCall, millis: number, outcome: Reply | CommandError): Promise<void> {
    const settings = this.settings(call.database);
    if (settings.level === 0 || !sampled(settings)) return;
    const { level, filter, slowMs } = settings;
    if (level === 1 && filter === undefined && millis < slowMs) return;
    const entry = entryOf(call, millis, outcome);
    if (filter !== undefined && !filter.matches(entry)) return;
    await keep(call, entry);
  }
}

const sampled = ({ sampleRate }: ProfileSettings): boolean => sampleRate >= 1 || Math.random() < sampleRate;

function entryOf(call: CommandCall, millis: number, outcome: Reply | CommandError): Doc {
  const { name, database, body, connection, now } = call;
  const { user } = connection;
  return doc({
    op: operationKind(name),
    ns: namespaceOfCommand(database, name, body),
    command: shownCommand(name, body),
    ...result(outcome),
    protocol: 'op_msg',
    millis: Math.round(millis),
    ts: now,
    client: connection.client,
    appName: connection.appName ?? '',
    allUsers: user === undefined ? [] : [doc({ user: user.user, db: user.db })],
    user: user === undefined ? '' : `${user.user}@${user.db}`,
  });
}

function result(outcome: Reply | CommandError): Record<string, Value> {
  if (!(outcome instanceof Map) && !(outcome instanceof Uint8Array))
    return { ok: 0, errCode: outcome.code, errName: outcome.codeName, errMsg: outcome.message };
  const [reply, length] =
    outcome instanceof Map
      ? [outcome, encodeDocument(outcome).length]
      : [decodeDocument(outcome), outcome.length];
  const counts: Record<string, Value> = { responseLength: length };
  const cursor = reply.get('cursor');
  const batch = isDoc(cursor) ? (cursor.get('firstBatch') ?? cursor.get('nextBatch')) : undefined;
  if (Array.isArray(batch)) counts['nreturned'] = batch.length;
  if (isDoc(cursor)) counts['cursorExhausted'] = cursor.get('id') === 0n;
  const [n, nModified] = [reply.get('n'), reply.get('nModified')];
  if (n !== undefined) counts['n'] = n;
  if (nModified !== undefined) counts['nModified'] = nModified;
  return counts;
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
