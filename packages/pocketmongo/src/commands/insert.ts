import { insertRights } from './write-rights.ts';
import { BSONRegExp, BsonUndefined, type Doc } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { typeAlias } from '../query/types.ts';
import { idFirst } from '../update/upsert.ts';
import { runBatch } from '../writes/run-batch.ts';
import { optionalBoolean } from './arguments.ts';
import { writeOperation } from './bypass-validation.ts';
import type { Command } from './command.ts';
import { namespaceOf } from './namespace.ts';
import { batchOf, batchReply } from './statements.ts';

export const insert: Command = {
  names: ['insert'],
  access: insertRights,
  kind: 'write',
  fields: ['documents', 'ordered', 'bypassDocumentValidation'],
  transactional: true,
  retryable: true,
  run: (call) => {
    const namespace = namespaceOf(call.database, call.body, call.name);
    const documents = batchOf(call.body, 'documents').map(idFirst);
    writeOperation(call);
    return runBatch(call, {
      statements: documents,
      ordered: optionalBoolean(call.body, 'ordered') ?? true,
      empty: () => ({ counts: { n: 0 }, lists: { writeErrors: [] } }),
      change: (document) => {
        checkId(document);
        return { kind: 'insert', namespace, document };
      },
      note: ({ counts }) => {
        counts['n'] = (counts['n'] ?? 0) + 1;
      },
      reply: batchReply,
    });
  },
};

/** `_id` may be anything but an array, a pattern or undefined. */
function checkId(document: Doc): void {
  const id = document.get('_id');
  if (Array.isArray(id) || id instanceof BSONRegExp || id instanceof BsonUndefined) {
    throw commandError('InvalidIdField', `The '_id' value cannot be of type ${typeAlias(id)}`);
  }
}
