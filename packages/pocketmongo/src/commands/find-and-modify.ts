import { findAndModifyRights } from './write-rights.ts';
import { doc, type Doc, type Value } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import type { Query } from '../engine.ts';
import type { UpdateRequest } from '../execution/requests.ts';
import { compileProjection } from '../projection/compile.ts';
import { bindVariables } from '../query/bind-variables.ts';
import { compileUpdate } from '../update/apply.ts';
import type { SlicedEffect } from '../writes/in-slices.ts';
import { runOne } from '../writes/run-one.ts';
import { flag, optionalArray, optionalDoc, optionalHint } from './arguments.ts';
import { collationOf } from './collation.ts';
import { writeOperation } from './bypass-validation.ts';
import type { Command, CommandCall } from './command.ts';
import { variablesOf } from './let.ts';
import { namespaceOf } from './namespace.ts';
import { stepsHereOf, stepsOf } from '../execution/counters.ts';

export const findAndModify: Command = {
  names: ['findAndModify', 'findandmodify'],
  access: findAndModifyRights,
  kind: 'write',
  fields: [
    'query', 'sort', 'remove', 'update', 'new', 'fields', 'upsert', 'bypassDocumentValidation', 'collation',
    'arrayFilters', 'hint', 'let',
  ], // prettier-ignore
  transactional: true,
  retryable: true,
  run: (call) => {
    const { body } = call;
    const namespace = namespaceOf(call.database, body, call.name);
    const remove = flag(body, 'remove');
    const change = body.get('update');
    if (remove === (change !== undefined)) {
      throw commandError(
        'FailedToParse',
        remove
          ? "Cannot specify both an 'update' and 'remove'=true"
          : "Either an update or 'remove'=true must be specified",
      );
    }
    if (remove && flag(body, 'new')) {
      throw commandError(
        'FailedToParse',
        "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document",
      );
    }
    if (remove && flag(body, 'upsert')) {
      throw commandError('FailedToParse', 'Cannot specify both upsert=true and remove=true');
    }
    return change === undefined ? runRemove(call, namespace) : runUpdate(call, namespace, change);
  },
};

/** The query part of a findAndModify. */
export function findAndModifyQuery(call: CommandCall, namespace: string): Query {
  const { body } = call;
  const filter: Doc = optionalDoc(body, 'query') ?? doc({});
  return {
    filter: bindVariables(filter, variablesOf(call)),
    sort: optionalDoc(body, 'sort'),
    hint: optionalHint(body),
    collation: collationOf(call, namespace, body),
    system: call.system,
    step: stepsOf(call.op),
  };
}

/** Projects the document that the reply carries. */
function projector(call: CommandCall, query: Query): (document: Doc | undefined) => Value {
  const project = compileProjection(optionalDoc(call.body, 'fields'), {
    filter: query.filter,
    collation: query.collation,
    system: call.system,
    variables: variablesOf(call),
    step: stepsHereOf(call.op),
  });
  return (document) => {
    if (document === undefined) return null;
    return project === undefined ? document : project({ doc: () => document });
  };
}

function runRemove(call: CommandCall, namespace: string): Promise<Doc> {
  const query = findAndModifyQuery(call, namespace);
  const project = projector(call, query);
  writeOperation(call);
  return runOne(call, { kind: 'delete', namespace, request: { query, multi: false } }, (effect) =>
    doc({ lastErrorObject: doc({ n: effect.deleted ?? 0 }), value: project(effect.before) }),
  );
}

function runUpdate(call: CommandCall, namespace: string, change: Value): Promise<Doc> {
  const { body } = call;
  const query = findAndModifyQuery(call, namespace);
  const project = projector(call, query);
  const compiled = compileUpdate(change, {
    filter: query.filter,
    arrayFilters: optionalArray(body, 'arrayFilters'),
    collation: query.collation,
    variables: variablesOf(call),
    system: call.system,
    step: stepsHereOf(call.op),
  });
  const wantsNew = flag(body, 'new');
  const request: UpdateRequest = {
    query,
    multi: false,
    replaces: compiled.kind === 'replacement',
    whole: compiled.whole,
    apply: compiled.apply,
    upsert: flag(body, 'upsert') ? compiled.upsert : undefined,
  };
  writeOperation(call);
  return runOne(call, { kind: 'update', namespace, request }, (effect) =>
    doc({ lastErrorObject: lastError(effect), value: project(wantsNew ? effect.after : effect.before) }),
  );
}

function lastError({ matched = 0, upsertedId }: SlicedEffect): Doc {
  if (upsertedId !== undefined) return doc({ n: 1, updatedExisting: false, upserted: upsertedId });
  return doc({ n: matched, updatedExisting: matched > 0 });
}
