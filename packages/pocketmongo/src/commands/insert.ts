import { BSONRegExp, BsonUndefined, type Doc } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { typeAlias } from '../query/types.ts';
import { idFirst } from '../update/upsert.ts';
import { flag } from './arguments.ts';
import { writeOperation } from './bypass-validation.ts';
import type { Command } from './command.ts';
import { namespaceOf } from './namespace.ts';
import { batchOf, runStatements } from './statements.ts';

export const insert: Command = {
  names: ['insert'],
  access: 'write',
  fields: ['documents', 'ordered', 'bypassDocumentValidation'],
  transactional: true,
  retryable: true,
  run: (call) => {
    const namespace = namespaceOf(call.database, call.body, call.name);
    const documents = batchOf(call.body, 'documents').map(idFirst);
    const ordered = flag(call.body, 'ordered', true);
    return call.server.engine.write(writeOperation(call), (unit) => {
      let inserted = 0;
      const writeErrors = runStatements(call, documents, ordered, (document) => {
        checkId(document);
        unit.insert(namespace, document);
        inserted += 1;
      });
      const reply: Doc = new Map([['n', inserted]]);
      if (writeErrors.length > 0) reply.set('writeErrors', writeErrors);
      return reply;
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
