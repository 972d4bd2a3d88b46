import { onCollection } from '../auth/access.ts';
import { toNumber } from '../bson/numbers.ts';
import { type Doc, isNumeric } from '../bson/values.ts';
import type { DeleteRequest } from '../execution/requests.ts';
import { commandError } from '../errors.ts';
import { bindVariables } from '../query/bind-variables.ts';
import { runBatch } from '../writes/run-batch.ts';
import { checkFields, missingField, optionalBoolean, optionalHint, requiredDoc } from './arguments.ts';
import { collationOf } from './collation.ts';
import type { Command, CommandCall } from './command.ts';
import { variablesOf } from './let.ts';
import { namespaceOf } from './namespace.ts';
import { batchOf, batchReply } from './statements.ts';
import { stepsOf } from '../execution/counters.ts';

const STATEMENT_FIELDS = new Set(['q', 'limit', 'collation', 'hint']);

export const deleteDocuments: Command = {
  names: ['delete'],
  access: onCollection('remove'),
  kind: 'write',
  fields: ['deletes', 'ordered', 'let'],
  transactional: true,
  retryable: true,
  run: (call) => {
    const namespace = namespaceOf(call.database, call.body, call.name);
    const statements = batchOf(call.body, 'deletes');
    statements.forEach(checkStatement);
    return runBatch(call, {
      statements,
      ordered: optionalBoolean(call.body, 'ordered') ?? true,
      empty: () => ({ counts: { n: 0 }, lists: { writeErrors: [] } }),
      change: (statement) => ({
        kind: 'delete',
        namespace,
        request: deleteRequest(call, namespace, statement),
      }),
      note: ({ counts }, _index, { deleted = 0 }) => {
        counts['n'] = (counts['n'] ?? 0) + deleted;
      },
      reply: batchReply,
    });
  },
};

function limitOf(statement: Doc): number {
  const limit = statement.get('limit');
  return isNumeric(limit) ? toNumber(limit) : Number.NaN;
}

/** A malformed statement refuses the whole command; what goes wrong later is an error of the statement alone. */
function checkStatement(statement: Doc): void {
  checkFields(statement, 'delete.deletes', STATEMENT_FIELDS);
  requiredDoc(statement, 'q');
  if (!statement.has('limit')) throw missingField('delete.deletes.limit');
  const count = limitOf(statement);
  if (count !== 0 && count !== 1) {
    throw commandError('FailedToParse', `The limit field in delete objects must be 0 or 1. Got ${count}`);
  }
}

/** Compiles one entry of `deletes`. */
export function deleteRequest(call: CommandCall, namespace: string, statement: Doc): DeleteRequest {
  return {
    query: {
      filter: bindVariables(requiredDoc(statement, 'q'), variablesOf(call)),
      collation: collationOf(call, namespace, statement),
      system: call.system,
      step: stepsOf(call.op),
      hint: optionalHint(statement),
    },
    multi: limitOf(statement) === 0,
  };
}
