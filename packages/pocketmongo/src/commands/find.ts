import { doc, type Doc } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import type { Query } from '../engine.ts';
import { openResult } from '../cursors/open-result.ts';
import { rowSource } from '../cursors/sources.ts';
import { compileProjection } from '../projection/compile.ts';
import { bindVariables } from '../query/bind-variables.ts';
import { flag, optionalCount, optionalDoc, optionalHint } from './arguments.ts';
import { collationOf } from './collation.ts';
import type { Command, CommandCall } from './command.ts';
import { variablesOf } from './let.ts';
import { namespaceOf } from './namespace.ts';

/** Options that would change the result if they were ignored. */
const UNSUPPORTED = ['tailable', 'awaitData', 'returnKey', 'showRecordId', 'oplogReplay'];

export const find: Command = {
  names: ['find'],
  access: 'read',
  fields: [
    'filter', 'projection', 'sort', 'hint', 'skip', 'limit', 'batchSize', 'singleBatch', 'max', 'min', 'collation',
    'let', 'allowDiskUse', 'noCursorTimeout', 'allowPartialResults', ...UNSUPPORTED,
  ], // prettier-ignore
  transactional: true,
  run: (call) => {
    const namespace = namespaceOf(call.database, call.body, call.name);
    for (const option of UNSUPPORTED) {
      if (flag(call.body, option))
        throw commandError('CommandNotSupported', `find with ${option} is not supported`);
    }
    const query = findQuery(call);
    const project = compileProjection(optionalDoc(call.body, 'projection'), {
      filter: query.filter,
      collation: query.collation,
      now: call.now,
      variables: variablesOf(call),
    });
    const cursor = call.server.engine.find(call.op, namespace, query);
    return openResult(call, namespace, rowSource(cursor, project), {
      batchSize: optionalCount(call.body, 'batchSize'),
      singleBatch: flag(call.body, 'singleBatch'),
    });
  },
};

/** The query part of a find command; explain uses it too. */
export function findQuery(call: CommandCall): Query {
  const { body } = call;
  const filter: Doc = optionalDoc(body, 'filter') ?? doc({});
  return {
    filter: bindVariables(filter, variablesOf(call)),
    sort: optionalDoc(body, 'sort'),
    hint: optionalHint(body),
    skip: optionalCount(body, 'skip'),
    limit: optionalCount(body, 'limit'),
    collation: collationOf(body),
    min: optionalDoc(body, 'min'),
    max: optionalDoc(body, 'max'),
  };
}
