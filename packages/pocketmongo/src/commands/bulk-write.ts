import { inChunks } from '../aggregation/stage.ts';
import { bulkWriteRights } from './bulk-write-rights.ts';
import { decodeDocument } from '../bson/decode.ts';
import { doc, type Doc, Double, isDoc, type Value } from '../bson/values.ts';
import { openResult } from '../cursors/open-result.ts';
import { chunkSource } from '../cursors/sources.ts';
import { commandError } from '../errors.ts';
import { idFirst } from '../update/upsert.ts';
import type { Batch, Change, Effect, Tally } from '../writes/batch.ts';
import { runBatch } from '../writes/run-batch.ts';
import { optionalBoolean, optionalCount, optionalDoc, requiredDocs, requiredString } from './arguments.ts';
import { type BulkOperation, bulkOperations } from './bulk-write-operation.ts';
import { writeOperation } from './bypass-validation.ts';
import type { Command, CommandCall } from './command.ts';
import { deleteRequest } from './delete.ts';
import { namespace as joinNamespace } from './namespace.ts';
import { OK } from './reply.ts';
import { batchOf } from './statements.ts';
import { updateRequest } from './update.ts';

/** Writes of all kinds in several collections, in the form that MongoDB 8.0 gave the command. */
export const bulkWrite: Command = {
  names: ['bulkWrite'],
  access: bulkWriteRights,
  kind: 'write',
  fields: [
    'ops', 'nsInfo', 'ordered', 'errorsOnly', 'bypassDocumentValidation', 'let', 'cursor', 'stmtId', 'stmtIds',
  ], // prettier-ignore
  adminOnly: true,
  transactional: true,
  retryable: true,
  run: async (call) => {
    const operations = bulkOperations(batchOf(call.body, 'ops'), namespacesOf(call));
    const ordered = optionalBoolean(call.body, 'ordered') ?? true;
    const batchSize = optionalCount(optionalDoc(call.body, 'cursor') ?? doc({}), 'batchSize') ?? Infinity;
    optionalDoc(call.body, 'let');
    writeOperation(call);
    const written = await runBatch(call, {
      statements: operations,
      ordered,
      empty: () => ({ counts: { ...NOTHING_DONE }, lists: { results: [], writeErrors: [] } }),
      change: (operation) => changeOf(call, operation),
      note: noteFor(call),
      reply: (tally) => wholeReply(tally, operations),
    });
    const results = written.get('results');
    const source = chunkSource(inChunks(Array.isArray(results) ? results.filter(isDoc) : []));
    const { cursor } = Object.fromEntries(
      decodeDocument(await openResult(call, 'admin.$cmd.bulkWrite', source, { batchSize })),
    );
    const totals = written.get('totals');
    return new Map<string, Value>([['cursor', cursor ?? null], ...(isDoc(totals) ? totals : [])]);
  },
};

/** The namespaces of `nsInfo`. */
function namespacesOf(call: CommandCall): string[] {
  return requiredDocs(call.body, 'nsInfo').map((entry) => {
    const full = requiredString(entry, 'ns');
    const dot = full.indexOf('.');
    if (dot < 1)
      throw commandError('InvalidNamespace', `Invalid namespace specified for bulkWrite: '${full}'`);
    const database = full.slice(0, dot);
    return joinNamespace(database, full.slice(dot + 1));
  });
}

const NOTHING_DONE = { nErrors: 0, nInserted: 0, nMatched: 0, nModified: 0, nUpserted: 0, nDeleted: 0 };

function wholeReply({ counts, lists }: Tally, operations: readonly BulkOperation[]): Doc {
  const { results = [], writeErrors = [] } = lists;
  const failed = writeErrors.filter(isDoc).map((error) => failure(error, operations));
  const all = [...results.filter(isDoc), ...failed];
  all.sort((a, b) => Number(a.get('idx')) - Number(b.get('idx')));
  return doc({ results: all, totals: doc({ ...counts, nErrors: failed.length }) });
}

function failure(error: Doc, operations: readonly BulkOperation[]): Doc {
  const { index = 0, ...reasons } = Object.fromEntries(error);
  const isUpdate = operations[Number(index)]?.kind === 'update';
  return doc({ ok: new Double(0), idx: index, ...reasons, n: 0, ...(isUpdate && { nModified: 0 }) });
}

function changeOf(call: CommandCall, { kind, namespace, statement }: BulkOperation): Change {
  switch (kind) {
    case 'insert':
      return { kind, namespace, document: idFirst(statement) };
    case 'delete':
      return { kind, namespace, request: deleteRequest(call, namespace, statement) };
    case 'update':
      return { kind, namespace, request: updateRequest(call, namespace, statement) };
  }
}

function noteFor({ body }: CommandCall): Batch<BulkOperation>['note'] {
  const errorsOnly = optionalBoolean(body, 'errorsOnly') ?? false;
  return ({ counts, lists }, idx, effect, { kind }) => {
    const result = resultOf(kind, effect, (name, by) => (counts[name] = (counts[name] ?? 0) + by));
    if (!errorsOnly) lists['results']?.push(doc({ ok: OK, idx, ...result }));
  };
}

function resultOf(
  kind: Change['kind'],
  { matched = 0, modified = 0, deleted = 0, upsertedId }: Effect,
  count: (name: keyof typeof NOTHING_DONE, by: number) => void,
): Record<string, Value> {
  if (kind === 'insert') {
    count('nInserted', 1);
    return { n: 1 };
  }
  if (kind === 'delete') {
    count('nDeleted', deleted);
    return { n: deleted };
  }
  count('nModified', modified);
  if (upsertedId === undefined) {
    count('nMatched', matched);
    return { n: matched, nModified: modified };
  }
  count('nUpserted', 1);
  return { n: 1, nModified: 0, upserted: doc({ _id: upsertedId }) };
}
