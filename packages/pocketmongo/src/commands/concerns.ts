import { encodeDocument } from '../bson/encode.ts';
import { decodeDocument } from '../bson/decode.ts';
import { toNumber } from '../bson/numbers.ts';
import { doc, type Doc, isDoc, isNumeric, type Value } from '../bson/values.ts';
import { type CommandError, commandError } from '../errors.ts';
import type { ClusterClock } from '../oplog/cluster-clock.ts';
import { optionalDoc } from './arguments.ts';
import type { Command, Reply } from './command.ts';
import { checkReadConcern } from './read-concern.ts';

const WRITE_FIELDS = new Set(['w', 'j', 'wtimeout', 'fsync', 'provenance']);
const MAX_MEMBERS = 50;

/** Checks a command's readConcern and writeConcern. */
export function checkConcerns(body: Doc, command: Command, name: string, clock: ClusterClock): void {
  const read = optionalDoc(body, 'readConcern');
  if (read !== undefined) checkReadConcern(read, body, clock);
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
  if ((command.access === 'read' || command.access === 'list') && name !== 'aggregate') {
    throw commandError('InvalidOptions', `Command ${name} does not support writeConcern`);
  }
  for (const field of concern.keys()) {
    if (!WRITE_FIELDS.has(field))
      throw commandError('FailedToParse', `unrecognized write concern field: ${field}`);
  }
  const w = concern.get('w');
  if (w === undefined || typeof w === 'string' || isDoc(w)) return;
  const count = isNumeric(w) ? toNumber(w) : Number.NaN;
  if (!(count >= 0 && count <= MAX_MEMBERS)) {
    throw commandError(
      'FailedToParse',
      `w has to be a non-negative number and not greater than ${MAX_MEMBERS}; found: ${count}`,
    );
  }
}

/** The `writeConcernError` of a write that asks for more than one node can give; the write itself stands. */
export function unmetWriteConcern(body: Doc): Doc | undefined {
  const concern = body.get('writeConcern');
  const w = isDoc(concern) ? concern.get('w') : undefined;
  if (w === undefined || w === 'majority') return undefined;
  if (isNumeric(w)) {
    if (toNumber(w) <= 1) return undefined;
    return asDoc(commandError('UnsatisfiableWriteConcern', 'Not enough data-bearing nodes'));
  }
  const name = typeof w === 'string' ? w : 'of tags';
  return asDoc(
    commandError(
      'UnknownReplWriteConcern',
      `No write concern mode named '${name}' found in replica set configuration`,
    ),
  );
}

const asDoc = ({ code, codeName, message }: CommandError): Doc =>
  doc({ code, codeName, errmsg: message, errInfo: doc({}) });

/** The reply with a field more. */
export function withField(reply: Reply, field: string, value: Value): Reply {
  const fields = reply instanceof Map ? reply : decodeDocument(reply);
  fields.set(field, value);
  return reply instanceof Map ? fields : encodeDocument(fields);
}
