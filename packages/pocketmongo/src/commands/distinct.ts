import { onCollection } from '../auth/access.ts';
import { compareValues } from '../bson/compare.ts';
import { encodeDocument } from '../bson/encode.ts';
import { doc, type Doc, type Value } from '../bson/values.ts';
import type { Query } from '../engine.ts';
import { locationError } from '../errors.ts';
import { bindVariables } from '../query/bind-variables.ts';
import { valuesAtPath } from '../query/paths.ts';
import { valueKey } from '../query/value-key.ts';
import { MAX_BSON_OBJECT_SIZE } from '../wire/limits.ts';
import { optionalDoc, optionalHint, requiredString } from './arguments.ts';
import { collationOf } from './collation.ts';
import type { Command, CommandCall } from './command.ts';
import { variablesOf } from './let.ts';
import { documentsOverView, isOverView } from './over-view.ts';
import { rowChunks } from './run-pipeline.ts';
import type { Chunks } from '../aggregation/stage.ts';
import { readableNamespaceOf } from './namespace.ts';
import { okReply } from './reply.ts';
import { stepsOf } from '../execution/counters.ts';

export const distinct: Command = {
  names: ['distinct'],
  access: onCollection('find'),
  kind: 'read',
  reading: true,
  fields: ['key', 'query', 'hint', 'collation', 'let'],
  transactional: true,
  run: async (call) => {
    const namespace = readableNamespaceOf(call.database, call.body, call.name);
    const path = requiredString(call.body, 'key');
    const query = distinctQuery(call, namespace);
    const found = new Map<string, Value>();
    for await (const documents of selected(call, namespace, query)) {
      for (const value of documents.flatMap((document: Doc) => valuesAtPath(document, path))) {
        const key = valueKey(value, query.collation);
        if (!found.has(key)) found.set(key, value);
      }
    }
    // The manual promises no order; that of the values is the same whatever index was read.
    const values = [...found.values()].sort((a, b) => compareValues(a, b, query.collation));
    const reply = encodeDocument(okReply(doc({ values })));
    if (reply.length > MAX_BSON_OBJECT_SIZE) throw locationError(17217, 'distinct too big, 16mb cap');
    return reply;
  },
};

function selected(call: CommandCall, namespace: string, query: Query): Chunks {
  if (isOverView(call, namespace)) return documentsOverView(call, namespace, query);
  return rowChunks(call.server.engine.find(call.op, namespace, query), query.fields);
}

/** The query part of a distinct. */
export function distinctQuery(call: CommandCall, namespace: string): Query {
  const filter: Doc = optionalDoc(call.body, 'query') ?? doc({});
  const path = requiredString(call.body, 'key');
  return {
    filter: bindVariables(filter, variablesOf(call)),
    hint: optionalHint(call.body),
    collation: collationOf(call, namespace, call.body),
    step: stepsOf(call.op),
    fields: [path],
    distinct: path,
    distinctNulls: true,
  };
}
