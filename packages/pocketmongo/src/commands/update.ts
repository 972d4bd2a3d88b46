import { doc, type Doc, type Value } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import type { UpdateRequest, WriteUnit } from '../engine.ts';
import { bindVariables } from '../query/bind-variables.ts';
import { compileUpdate } from '../update/apply.ts';
import {
  checkFields,
  flag,
  missingField,
  optionalArray,
  optionalDoc,
  optionalHint,
  requiredDoc,
} from './arguments.ts';
import { collationOf } from './collation.ts';
import { writeOperation } from './bypass-validation.ts';
import type { Command, CommandCall } from './command.ts';
import { variablesOf } from './let.ts';
import { namespaceOf } from './namespace.ts';
import { batchOf, runStatements } from './statements.ts';

const STATEMENT_FIELDS = new Set(['q', 'u', 'c', 'multi', 'upsert', 'collation', 'arrayFilters', 'hint']);

export const update: Command = {
  names: ['update'],
  access: 'write',
  fields: ['updates', 'ordered', 'bypassDocumentValidation', 'let'],
  transactional: true,
  retryable: true,
  run: (call) => {
    const namespace = namespaceOf(call.database, call.body, call.name);
    const statements = batchOf(call.body, 'updates');
    statements.forEach(checkStatement);
    const ordered = flag(call.body, 'ordered', true);
    return call.server.engine.write(writeOperation(call), (unit) =>
      runUpdates(call, unit, namespace, statements, ordered),
    );
  },
};

/** A malformed statement refuses the whole command; what goes wrong later is an error of the statement alone. */
function checkStatement(statement: Doc): void {
  checkFields(statement, 'update.updates', STATEMENT_FIELDS);
  requiredDoc(statement, 'q');
  if (!statement.has('u')) throw missingField('update.updates.u');
}

function runUpdates(
  call: CommandCall,
  unit: WriteUnit,
  namespace: string,
  statements: Doc[],
  ordered: boolean,
): Doc {
  let matched = 0;
  let modified = 0;
  const upserted: Value[] = [];
  const writeErrors = runStatements(call, statements, ordered, (statement, index) => {
    const outcome = unit.update(namespace, updateRequest(call, namespace, statement));
    modified += outcome.modified;
    if (outcome.upsertedId === undefined) matched += outcome.matched;
    else {
      matched += 1;
      upserted.push(doc({ index, _id: outcome.upsertedId }));
    }
  });
  const reply = doc({ n: matched, nModified: modified });
  if (upserted.length > 0) reply.set('upserted', upserted);
  if (writeErrors.length > 0) reply.set('writeErrors', writeErrors);
  return reply;
}

/** Checks and compiles one entry of `updates`. */
export function updateRequest(call: CommandCall, namespace: string, statement: Doc): UpdateRequest {
  const variables = variablesOf(call, optionalDoc(statement, 'c'));
  const filter = bindVariables(requiredDoc(statement, 'q'), variables);
  const change = statement.get('u');
  if (change === undefined) throw missingField('update.updates.u');
  const collation = collationOf(call, namespace, statement);
  const compiled = compileUpdate(change, {
    filter,
    arrayFilters: optionalArray(statement, 'arrayFilters'),
    collation,
    variables,
    now: call.now,
  });
  const multi = flag(statement, 'multi');
  if (multi && compiled.kind === 'replacement') {
    throw commandError('FailedToParse', 'multi update is not supported for replacement-style update');
  }
  return {
    query: { filter, collation, hint: optionalHint(statement) },
    multi,
    replaces: compiled.kind === 'replacement',
    whole: compiled.whole,
    apply: compiled.apply,
    upsert: flag(statement, 'upsert') ? compiled.upsert : undefined,
  };
}
