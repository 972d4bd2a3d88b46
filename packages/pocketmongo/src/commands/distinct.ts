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
import { namespaceOf } from './namespace.ts';
import { okReply } from './reply.ts';

const BATCH_DOCS = 1_000;
const BATCH_BYTES = 4 * 1024 * 1024;

export const distinct: Command = {
  names: ['distinct'],
  access: 'read',
  fields: ['key', 'query', 'hint', 'collation', 'let'],
  transactional: true,
  run: async (call) => {
    const namespace = namespaceOf(call.database, call.body, call.name);
    const path = requiredString(call.body, 'key');
    const query = distinctQuery(call, namespace);
    const found = new Map<string, Value>();
    const cursor = call.server.engine.find(call.op, namespace, query);
    try {
      for (let done = false; !done;) {
        const batch = await cursor.nextBatch(BATCH_DOCS, BATCH_BYTES);
        for (const row of batch.rows) {
          for (const value of valuesAtPath(row.doc(), path)) {
            const key = valueKey(value, query.collation);
            if (!found.has(key)) found.set(key, value);
          }
        }
        done = batch.done;
      }
    } finally {
      cursor.close();
    }
    const reply = encodeDocument(okReply(doc({ values: [...found.values()] })));
    if (reply.length > MAX_BSON_OBJECT_SIZE) throw locationError(17217, 'distinct too big, 16mb cap');
    return reply;
  },
};

/** The query part of a distinct. */
export function distinctQuery(call: CommandCall, namespace: string): Query {
  const filter: Doc = optionalDoc(call.body, 'query') ?? doc({});
  return {
    filter: bindVariables(filter, variablesOf(call)),
    hint: optionalHint(call.body),
    collation: collationOf(call, namespace, call.body),
  };
}
