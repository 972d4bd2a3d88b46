import { toNumber } from '../bson/numbers.ts';
import { type Doc, isDoc, isNumeric, type Value } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import {
  checkFields,
  missingField,
  optionalArray,
  optionalBoolean,
  optionalDoc,
  requiredDoc,
  wrongType,
} from './arguments.ts';

/** One entry of `ops`, told as the statement of insert, update or delete that it is. */
export type BulkOperation = {
  kind: 'insert' | 'update' | 'delete';
  namespace: string;
  /** The document to insert, or an entry of `updates` or `deletes`. */
  statement: Doc;
};

const FIELDS = {
  insert: new Set(['document']),
  update: new Set(['filter', 'updateMods', 'arrayFilters', 'multi', 'hint', 'constants', 'collation', 'upsert']),
  delete: new Set(['filter', 'multi', 'hint', 'collation']),
} as const; // prettier-ignore

/** Checks and translates the entries of `ops`; a malformed one refuses the whole command. */
export function bulkOperations(ops: readonly Doc[], namespaces: readonly string[]): BulkOperation[] {
  return ops.map((op) => {
    const [kind = ''] = op.keys();
    if (kind !== 'insert' && kind !== 'update' && kind !== 'delete')
      throw commandError(
        'BadValue',
        `BSON field 'bulkWrite.ops' has an operation of an unknown kind: '${kind}'`,
      );
    checkFields(op, kind, FIELDS[kind]);
    return { kind, namespace: namespaceAt(kind, op.get(kind), namespaces), statement: statementOf(kind, op) };
  });
}

function namespaceAt(kind: string, index: Value | undefined, namespaces: readonly string[]): string {
  if (index === undefined || index === null) throw missingField(`${kind}.${kind}`);
  if (!isNumeric(index)) throw wrongType(`${kind}.${kind}`, index, 'int');
  const at = toNumber(index);
  const namespace = namespaces[at];
  if (namespace === undefined)
    throw commandError('BadValue', `BulkWrite ops entry has an invalid nsInfo index: ${at}`);
  return namespace;
}

function statementOf(kind: BulkOperation['kind'], op: Doc): Doc {
  if (kind === 'insert') return requiredDoc(op, 'document');
  const statement: Doc = new Map<string, Value>([['q', requiredDoc(op, 'filter')]]);
  checkOptions(op);
  for (const field of ['hint', 'collation']) copy(op, field, statement, field);
  const multi = optionalBoolean(op, 'multi') ?? false;
  if (kind === 'delete') return statement.set('limit', multi ? 0 : 1);
  const change = op.get('updateMods');
  if (change === undefined) throw missingField('update.updateMods');
  if (!isDoc(change) && !Array.isArray(change))
    throw commandError('FailedToParse', "BSON field 'update.updateMods' must be an object or an array");
  statement.set('u', change).set('multi', multi);
  copy(op, 'constants', statement, 'c');
  for (const field of ['arrayFilters', 'upsert']) copy(op, field, statement, field);
  return statement;
}

/** Options of a wrong type refuse the whole command, too. */
function checkOptions(op: Doc): void {
  optionalDoc(op, 'collation');
  optionalDoc(op, 'constants');
  optionalArray(op, 'arrayFilters');
  optionalBoolean(op, 'upsert');
  const hint = op.get('hint');
  if (hint !== undefined && typeof hint !== 'string' && !isDoc(hint))
    throw commandError('FailedToParse', 'hint must be a string or an object');
}

function copy(from: Doc, field: string, to: Doc, as: string): void {
  const value = from.get(field);
  if (value !== undefined) to.set(as, value);
}
