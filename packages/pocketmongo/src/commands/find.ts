import { onCollection } from '../auth/access.ts';
import { decodeDocument } from '../bson/decode.ts';
import { encodeDocument } from '../bson/encode.ts';
import { doc, type Doc, type Value } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import type { Query, Row } from '../engine.ts';
import { openResult } from '../cursors/open-result.ts';
import { rowSource } from '../cursors/sources.ts';
import { compileProjection } from '../projection/compile.ts';
import { includedPaths, inclusion } from '../projection/plain-inclusion.ts';
import { bindVariables } from '../query/bind-variables.ts';
import { flag, optionalCount, optionalDoc, optionalHint } from './arguments.ts';
import { collationOf } from './collation.ts';
import type { Command, CommandCall } from './command.ts';
import { variablesOf } from './let.ts';
import { findOverView, isOverView } from './over-view.ts';
import { readableNamespaceOf } from './namespace.ts';
import { stepsOf } from '../execution/counters.ts';

/** Options that would change the result if they were ignored. */
const UNSUPPORTED = ['tailable', 'awaitData'];

export const find: Command = {
  names: ['find'],
  access: onCollection('find'),
  kind: 'read',
  reading: true,
  fields: [
    'filter', 'projection', 'sort', 'hint', 'skip', 'limit', 'batchSize', 'singleBatch', 'max', 'min', 'collation',
    'let', 'allowDiskUse', 'noCursorTimeout', 'allowPartialResults', 'returnKey', 'showRecordId',
    // Means nothing since MongoDB 4.4.
    'oplogReplay', ...UNSUPPORTED,
  ], // prettier-ignore
  transactional: true,
  run: (call) => {
    const namespace = readableNamespaceOf(call.database, call.body, call.name);
    for (const option of UNSUPPORTED) {
      if (flag(call.body, option))
        throw commandError('CommandNotSupported', `find with ${option} is not supported`);
    }
    const query = findQuery(call, namespace);
    if (isOverView(call, namespace)) return findOverView(call, namespace, query);
    const project = rowResult(call, query);
    const cursor = call.server.engine.find(call.op, namespace, query);
    return openResult(call, namespace, rowSource(cursor, project), {
      batchSize: optionalCount(call.body, 'batchSize'),
      singleBatch: flag(call.body, 'singleBatch'),
      noTimeout: flag(call.body, 'noCursorTimeout'),
    });
  },
};

/** With `returnKey` and `showRecordId` results hold what no document does. */
function rowResult(call: CommandCall, query: Query): ((row: Row) => Uint8Array) | undefined {
  const project = projectionOf(call, query);
  const showRecordId = flag(call.body, 'showRecordId');
  if (!showRecordId && query.returnKey !== true) return project;
  return (row) => {
    const result =
      query.returnKey === true
        ? (row.indexKey ?? new Map<string, Value>())
        : decodeDocument(project?.(row) ?? row.raw);
    return encodeDocument(showRecordId ? result.set('$recordId', BigInt(row.recordId)) : result);
  };
}

/** How rows become the bytes that are sent; undefined: as they are stored. */
function projectionOf(call: CommandCall, { filter, collation, step }: Query) {
  const spec = optionalDoc(call.body, 'projection');
  const plain = inclusion(spec);
  if (plain !== undefined) return plain;
  const options = { filter, collation, system: call.system, variables: variablesOf(call), step };
  const project = compileProjection(spec, options);
  return project === undefined ? undefined : (row: Row) => encodeDocument(project(row));
}

/** The query part of a find command; explain uses it too. */
export function findQuery(call: CommandCall, namespace: string): Query {
  const { body } = call;
  const filter: Doc = optionalDoc(body, 'filter') ?? doc({});
  const projection = optionalDoc(body, 'projection');
  return {
    filter: bindVariables(filter, variablesOf(call)),
    sort: optionalDoc(body, 'sort'),
    hint: optionalHint(body),
    skip: optionalCount(body, 'skip'),
    limit: optionalCount(body, 'limit'),
    collation: collationOf(call, namespace, body),
    system: call.system,
    step: stepsOf(call.op),
    projection,
    fields: includedPaths(projection),
    returnKey: flag(body, 'returnKey'),
    min: optionalDoc(body, 'min'),
    max: optionalDoc(body, 'max'),
  };
}
