import { updateRights } from './write-rights.ts';
import { doc, type Doc } from '../bson/values.ts';
import { commandError, locationError } from '../errors.ts';
import type { UpdateRequest } from '../execution/requests.ts';
import { bindVariables } from '../query/bind-variables.ts';
import { compileUpdate } from '../update/apply.ts';
import type { Effect, Tally } from '../writes/batch.ts';
import { runBatch } from '../writes/run-batch.ts';
import {
  checkFields,
  flag,
  missingField,
  optionalArray,
  optionalBoolean,
  optionalDoc,
  optionalHint,
  requiredDoc,
} from './arguments.ts';
import { collationOf } from './collation.ts';
import { writeOperation } from './bypass-validation.ts';
import type { Command, CommandCall } from './command.ts';
import { variablesOf } from './let.ts';
import { namespaceOf } from './namespace.ts';
import { batchOf, batchReply } from './statements.ts';
import { stepsHereOf, stepsOf } from '../execution/counters.ts';

const STATEMENT_FIELDS = new Set(['q', 'u', 'c', 'multi', 'upsert', 'collation', 'arrayFilters', 'hint']);

export const update: Command = {
  names: ['update'],
  access: updateRights,
  kind: 'write',
  fields: ['updates', 'ordered', 'bypassDocumentValidation', 'let'],
  transactional: true,
  retryable: true,
  run: (call) => {
    const namespace = namespaceOf(call.database, call.body, call.name);
    const statements = batchOf(call.body, 'updates');
    statements.forEach(checkStatement);
    writeOperation(call);
    return runBatch(call, {
      statements,
      ordered: optionalBoolean(call.body, 'ordered') ?? true,
      empty: () => ({ counts: { n: 0, nModified: 0 }, lists: { upserted: [], writeErrors: [] } }),
      change: (statement) => ({
        kind: 'update',
        namespace,
        request: updateRequest(call, namespace, statement),
      }),
      note: noteUpdate,
      reply: batchReply,
    });
  },
};

/** A malformed statement refuses the whole command; what goes wrong later is an error of the statement alone. */
function checkStatement(statement: Doc): void {
  checkFields(statement, 'update.updates', STATEMENT_FIELDS);
  requiredDoc(statement, 'q');
  if (!statement.has('u')) throw missingField('update.updates.u');
}

function noteUpdate({ counts, lists }: Tally, index: number, effect: Effect): void {
  const { matched = 0, modified = 0, upsertedId } = effect;
  counts['n'] = (counts['n'] ?? 0) + (upsertedId === undefined ? matched : 1);
  counts['nModified'] = (counts['nModified'] ?? 0) + modified;
  if (upsertedId !== undefined) lists['upserted']?.push(doc({ index, _id: upsertedId }));
}

/** Checks and compiles one entry of `updates`. */
export function updateRequest(call: CommandCall, namespace: string, statement: Doc): UpdateRequest {
  const constants = optionalDoc(statement, 'c');
  if (constants !== undefined && !Array.isArray(statement.get('u')))
    throw locationError(51198, 'Constant values may only be specified for pipeline updates');
  const variables = variablesOf(call, constants);
  const filter = bindVariables(requiredDoc(statement, 'q'), variables);
  const change = statement.get('u');
  if (change === undefined) throw missingField('update.updates.u');
  const collation = collationOf(call, namespace, statement);
  const compiled = compileUpdate(change, {
    filter,
    arrayFilters: optionalArray(statement, 'arrayFilters'),
    collation,
    variables,
    system: call.system,
    step: stepsHereOf(call.op),
  });
  const multi = flag(statement, 'multi');
  if (multi && compiled.kind === 'replacement') {
    throw commandError('FailedToParse', 'multi update is not supported for replacement-style update');
  }
  return {
    query: { filter, collation, hint: optionalHint(statement), system: call.system, step: stepsOf(call.op) },
    multi,
    replaces: compiled.kind === 'replacement',
    piped: compiled.kind === 'pipeline',
    whole: compiled.whole,
    apply: compiled.apply,
    upsert: flag(statement, 'upsert') ? compiled.upsert : undefined,
  };
}
