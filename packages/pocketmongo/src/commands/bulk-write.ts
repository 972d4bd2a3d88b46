import { inChunks } from '../aggregation/stage.ts';
import { authorize } from '../auth/authorize.ts';
import { decodeDocument } from '../bson/decode.ts';
import { doc, type Doc, Double, isDoc, type Value } from '../bson/values.ts';
import { openResult } from '../cursors/open-result.ts';
import { chunkSource } from '../cursors/sources.ts';
import type { WriteUnit } from '../engine.ts';
import { commandError } from '../errors.ts';
import { idFirst } from '../update/upsert.ts';
import { flag, optionalCount, optionalDoc, requiredDocs, requiredString } from './arguments.ts';
import { type BulkOperation, bulkOperations } from './bulk-write-operation.ts';
import { writeOperation } from './bypass-validation.ts';
import type { Command, CommandCall } from './command.ts';
import { deleteRequest } from './delete.ts';
import { namespace as joinNamespace } from './namespace.ts';
import { OK } from './reply.ts';
import { batchOf, runStatements } from './statements.ts';
import { updateRequest } from './update.ts';

/** Writes of all kinds in several collections, in the form that MongoDB 8.0 gave the command. */
export const bulkWrite: Command = {
  names: ['bulkWrite'],
  access: 'authenticated',
  fields: [
    'ops', 'nsInfo', 'ordered', 'errorsOnly', 'bypassDocumentValidation', 'let', 'cursor', 'stmtId', 'stmtIds',
  ], // prettier-ignore
  adminOnly: true,
  transactional: true,
  retryable: true,
  run: async (call) => {
    const operations = bulkOperations(batchOf(call.body, 'ops'), namespacesOf(call));
    const ordered = flag(call.body, 'ordered', true);
    const op = bulkOperation(call, operations);
    const written = await call.server.engine.write(op, (unit) => runAll(call, unit, operations, ordered));
    const results = written.get('results');
    const batchSize = optionalCount(optionalDoc(call.body, 'cursor') ?? doc({}), 'batchSize') ?? Infinity;
    const source = chunkSource(inChunks(Array.isArray(results) ? results.filter(isDoc) : []));
    const { cursor } = Object.fromEntries(
      decodeDocument(await openResult(call, 'admin.$cmd.bulkWrite', source, { batchSize })),
    );
    const totals = written.get('totals');
    return new Map<string, Value>([['cursor', cursor ?? null], ...(isDoc(totals) ? totals : [])]);
  },
};

/** The namespaces of `nsInfo`, which the caller must be allowed to write. */
function namespacesOf(call: CommandCall): string[] {
  return requiredDocs(call.body, 'nsInfo').map((entry) => {
    const full = requiredString(entry, 'ns');
    const dot = full.indexOf('.');
    if (dot < 1)
      throw commandError('InvalidNamespace', `Invalid namespace specified for bulkWrite: '${full}'`);
    const database = full.slice(0, dot);
    authorize(call.connection.user, 'write', database, call.name);
    return joinNamespace(database, full.slice(dot + 1));
  });
}

function bulkOperation(call: CommandCall, operations: readonly BulkOperation[]) {
  for (const { namespace } of operations)
    writeOperation({ ...call, database: namespace.slice(0, namespace.indexOf('.')) });
  return call.op;
}

type Totals = Record<'nErrors' | 'nInserted' | 'nMatched' | 'nModified' | 'nUpserted' | 'nDeleted', number>;

function runAll(
  call: CommandCall,
  unit: WriteUnit,
  operations: readonly BulkOperation[],
  ordered: boolean,
): Doc {
  const totals: Totals = { nErrors: 0, nInserted: 0, nMatched: 0, nModified: 0, nUpserted: 0, nDeleted: 0 };
  const results: Doc[] = [];
  const errorsOnly = flag(call.body, 'errorsOnly');
  const errors = runStatements(call, operations, ordered, (operation, idx) => {
    const result = runOne(call, unit, operation, totals);
    if (!errorsOnly) results.push(doc({ ok: OK, idx, ...result }));
  });
  totals.nErrors = errors.length;
  const failed = errors.filter(isDoc).map((error) => failure(error, operations));
  const all = [...results, ...failed].sort((a, b) => Number(a.get('idx')) - Number(b.get('idx')));
  return doc({ results: all, totals: doc(totals) });
}

function failure(error: Doc, operations: readonly BulkOperation[]): Doc {
  const { index = 0, ...reasons } = Object.fromEntries(error);
  const isUpdate = operations[Number(index)]?.kind === 'update';
  return doc({ ok: new Double(0), idx: index, ...reasons, n: 0, ...(isUpdate && { nModified: 0 }) });
}

function runOne(
  call: CommandCall,
  unit: WriteUnit,
  { kind, namespace, statement }: BulkOperation,
  totals: Totals,
): Record<string, Value> {
  if (kind === 'insert') {
    unit.insert(namespace, idFirst(statement));
    totals.nInserted += 1;
    return { n: 1 };
  }
  if (kind === 'delete') {
    const { deleted } = unit.delete(namespace, deleteRequest(call, namespace, statement));
    totals.nDeleted += deleted;
    return { n: deleted };
  }
  const { matched, modified, upsertedId } = unit.update(namespace, updateRequest(call, namespace, statement));
  totals.nMatched += upsertedId === undefined ? matched : 0;
  totals.nModified += modified;
  if (upsertedId === undefined) return { n: matched, nModified: modified };
  totals.nUpserted += 1;
  return { n: 1, nModified: 0, upserted: doc({ _id: upsertedId }) };
}
