import { encodeDocument } from '../bson/encode.ts';
import { decodeDocument } from '../bson/decode.ts';
import { toNumber } from '../bson/numbers.ts';
import { doc, type Doc, isDoc, isNumeric, type Value } from '../bson/values.ts';
import { type CommandError, commandError, locationError } from '../errors.ts';
import type { ClusterClock } from '../oplog/cluster-clock.ts';
import type { DefaultConcerns } from '../operations/default-concerns.ts';
import { flag, optionalDoc } from './arguments.ts';
import type { Command, Reply } from './command.ts';
import { checkReadConcern } from './read-concern.ts';

const WRITE_FIELDS = new Set(['w', 'j', 'wtimeout', 'fsync', 'provenance']);
const MAX_MEMBERS = 50;
const WITHOUT_WRITES: ReadonlySet<NonNullable<Command['kind']>> = new Set(['read', 'list', 'session']);

/** Checks a command's readConcern and writeConcern. */
export function checkConcerns(body: Doc, command: Command, name: string, clock: ClusterClock): void {
  const read = optionalDoc(body, 'readConcern');
  if (read !== undefined) checkReadConcern(read, body, command, clock);
  const write = optionalDoc(body, 'writeConcern');
  if (write !== undefined) checkWriteConcern(write, body, command, name);
}

function checkWriteConcern(concern: Doc, body: Doc, command: Command, name: string): void {
  const ends = name === 'commitTransaction' || name === 'abortTransaction';
  if (body.get('autocommit') === false && !ends) {
    throw commandError('InvalidOptions', 'writeConcern is not allowed within a multi-statement transaction');
  }
  if (body.get('explain') === true)
    throw commandError('FailedToParse', "Aggregation explain does not support the 'writeConcern' option");
  // An aggregation may end in $out or $merge.
  if (command.kind !== undefined && WITHOUT_WRITES.has(command.kind) && name !== 'aggregate') {
    throw commandError('InvalidOptions', `Command ${name} does not support writeConcern`);
  }
  checkWriteConcernFields(concern);
}

/** Checks the fields of a write concern, wherever it is given. */
export function checkWriteConcernFields(concern: Doc): void {
  for (const field of concern.keys()) {
    if (!WRITE_FIELDS.has(field))
      throw locationError(40415, `BSON field 'writeConcern.${field}' is an unknown field.`);
  }
  flag(concern, 'j');
  flag(concern, 'fsync');
  checkWait(concern.get('wtimeout'));
  checkMembers(concern.get('w'));
}

/** Milliseconds, as many as fit 32 bits. */
function checkWait(wait: Value | undefined): void {
  if (isNumeric(wait) && toNumber(wait) > 2 ** 31 - 1)
    throw commandError('FailedToParse', 'wtimeout must be a 32-bit integer');
}

/** A number of nodes, a name, or how many of each tag. */
function checkMembers(w: Value | undefined): void {
  if (w === undefined || w === null || typeof w === 'string') return;
  if (isDoc(w)) {
    if (w.size === 0) throw commandError('FailedToParse', 'tagged write concern requires tags');
    for (const [tag, wanted] of w)
      if (!isNumeric(wanted)) throw commandError('FailedToParse', `tags must be numbers: ${tag}`);
    return;
  }
  const count = isNumeric(w) ? Math.trunc(toNumber(w)) : Number.NaN;
  if (!(count >= 0 && count <= MAX_MEMBERS)) {
    throw commandError(
      'FailedToParse',
      `w has to be a non-negative number and not greater than ${MAX_MEMBERS}; found: ${count}`,
    );
  }
}

/**
 * The `writeConcernError` of a write that asks for more than one node can give, or that names no concern while the
 * default asks for that; the write itself stands.
 */
export function unmetWriteConcern(body: Doc, { kind }: Command, defaults: DefaultConcerns): Doc | undefined {
  const concern = body.get('writeConcern');
  if (concern !== undefined) return isDoc(concern) ? unmet(concern) : undefined;
  if (kind !== 'write' && kind !== 'define') return undefined;
  const byDefault = defaults.write();
  if (byDefault === undefined || (body.get('autocommit') === false && !body.has('commitTransaction')))
    return undefined;
  return unmet(byDefault);
}

function unmet(concern: Doc): Doc | undefined {
  const w = concern.get('w');
  if (w === undefined || w === 'majority') return undefined;
  if (!isNumeric(w)) return asDoc(unknownWriteMode(w));
  if (Math.trunc(toNumber(w)) <= 1) return undefined;
  return asDoc(commandError('UnsatisfiableWriteConcern', 'Not enough data-bearing nodes'));
}

export const unknownWriteMode = (w: Value): CommandError =>
  commandError(
    'UnknownReplWriteConcern',
    `No write concern mode named '${typeof w === 'string' ? w : 'of tags'}' found in replica set configuration`,
  );

const asDoc = ({ code, codeName, message }: CommandError): Doc =>
  doc({ code, codeName, errmsg: message, errInfo: doc({}) });

/** The reply with a field more. */
export function withField(reply: Reply, field: string, value: Value): Reply {
  const fields = reply instanceof Map ? reply : decodeDocument(reply);
  fields.set(field, value);
  return reply instanceof Map ? fields : encodeDocument(fields);
}
