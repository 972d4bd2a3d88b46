import { type Doc, Timestamp, type Value } from '../bson/values.ts';
import { commandError, locationError } from '../errors.ts';
import { wrongType } from './arguments.ts';
import type { Command } from './command.ts';
import { type ClusterClock, compareTimes } from '../oplog/cluster-clock.ts';

const LEVELS = new Set(['local', 'available', 'majority', 'linearizable']);
const FIELDS = new Set(['level', 'afterClusterTime', 'atClusterTime', 'provenance']);
const PROVENANCES = new Set(['clientSupplied', 'implicitDefault', 'customDefault', 'getLastErrorDefaults']);
/** Levels that wait for a time; the others would show it too, but mongod refuses the combination. */
const CAUSAL_LEVELS = new Set(['local', 'majority', 'snapshot']);

/**
 * Checks the readConcern of a command. Every read shows what is on disk, and with one node nothing is rolled back, so
 * that the levels don't differ.
 */
export function checkReadConcern(concern: Doc, body: Doc, command: Command, clock: ClusterClock): void {
  if (concern.size === 0) return;
  for (const field of concern.keys()) {
    if (!FIELDS.has(field))
      throw locationError(40415, `BSON field 'readConcern.${field}' is an unknown field.`);
  }
  const inTransaction = body.get('autocommit') === false;
  if (inTransaction && body.get('startTransaction') !== true) {
    throw commandError('InvalidOptions', 'Only the first command in a transaction may specify a readConcern');
  }
  const level = concern.get('level') ?? 'local';
  checkLevel(level);
  if (inTransaction) checkTransactionLevel(level);
  else checkSupported(level, command);
  const after = concern.get('afterClusterTime');
  if (after !== undefined) checkAfter(after, level, clock);
  const at = concern.get('atClusterTime');
  if (at !== undefined) refuseAt(at, level);
  checkProvenance(concern.get('provenance') ?? null);
}

/** Reads of a past time are not supported. */
function refuseAt(at: Value, level: string): never {
  if (!(at instanceof Timestamp)) throw wrongType('readConcern.atClusterTime', at, 'timestamp');
  throw level === 'snapshot'
    ? commandError('CommandNotSupported', 'readConcern.atClusterTime is not supported')
    : commandError('InvalidOptions', 'atClusterTime field can be set only if level is equal to snapshot');
}

/** Where the driver has the concern from. */
function checkProvenance(provenance: Value): void {
  if (provenance === null) return;
  if (typeof provenance !== 'string') throw wrongType('readConcern.provenance', provenance, 'string');
  if (PROVENANCES.has(provenance)) return;
  throw commandError(
    'BadValue',
    `Enumeration value '${provenance}' for field 'readConcern.provenance' is not a valid value.`,
  );
}

function checkLevel(level: Value): asserts level is string {
  if (typeof level !== 'string') throw wrongType('readConcern.level', level, 'string');
  if (LEVELS.has(level) || level === 'snapshot') return;
  throw commandError(
    'BadValue',
    `Enumeration value '${level}' for field 'readConcern.level' is not a valid value.`,
  );
}

function checkTransactionLevel(level: string): void {
  if (CAUSAL_LEVELS.has(level)) return;
  throw commandError(
    'InvalidOptions',
    "The readConcern level must be either 'local' (default), 'majority' or 'snapshot' in order to run in a transaction",
  );
}

/** Only what reads or writes documents takes another level than local. */
function checkSupported(level: string, { kind, names }: Command): void {
  if (level === 'local') return;
  if (kind !== 'read' && kind !== 'write') {
    throw commandError(
      'InvalidOptions',
      `Command ${names[0] ?? ''} does not support { readConcern: { level: "${level}" } }`,
    );
  }
  if (level === 'snapshot')
    throw commandError('CommandNotSupported', 'readConcern snapshot outside transactions is not supported');
}

/** Everything that has been acknowledged is there at once, so that no time has to be waited for. */
function checkAfter(after: Value, level: Value, clock: ClusterClock): void {
  if (!(after instanceof Timestamp)) throw wrongType('readConcern.afterClusterTime', after, 'timestamp');
  if (typeof level === 'string' && !CAUSAL_LEVELS.has(level))
    throw commandError(
      'InvalidOptions',
      'afterClusterTime field can be set only if level is equal to majority, local, or snapshot',
    );
  if (after.t === 0 && after.i === 0)
    throw commandError('InvalidOptions', 'afterClusterTime cannot be a null timestamp');
  const { time } = clock;
  if (compareTimes({ seconds: after.t, increment: after.i }, time) > 0)
    throw commandError(
      'InvalidOptions',
      `readConcern afterClusterTime value must not be greater than the current clusterTime. Requested clusterTime: { ts: Timestamp(${after.t}, ${after.i}) }; current clusterTime: { ts: Timestamp(${time.seconds}, ${time.increment}) }`,
    );
}
