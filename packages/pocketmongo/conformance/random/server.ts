import type { Db, Document } from 'mongodb';
import { type Answer, docOf } from './model/answer.ts';
import { toDouble } from './model/exact.ts';
import { type Doc, type Found, isArray, isDoc, isNumber, toModel, type Value } from './model/values.ts';

const OPTIONS = { promoteValues: false, promoteLongs: false, bsonRegExp: true } as const;
const READS = new Set(['find', 'aggregate', 'distinct']);

/** What a server answers to a command, in the words of the model. */
export async function ask(db: Db, command: Document): Promise<Answer> {
  try {
    const reply = toModel(await db.command(command, OPTIONS));
    return isDoc(reply) ? answerOf(Object.keys(command)[0] ?? '', reply) : { kind: 'error', codes: [0] };
  } catch (error) {
    const code = Error.isError(error) && 'code' in error ? Number(error.code) : Number.NaN;
    if (Number.isNaN(code)) throw error;
    return { kind: 'error', codes: [code] };
  }
}

function answerOf(name: string, reply: Doc): Answer {
  const errors = reply.get('writeErrors');
  if (isArray(errors) && errors.length > 0) {
    const [first] = errors;
    return { kind: 'error', codes: [codeOf(isDoc(first) ? first.get('code') : undefined)] };
  }
  if (READS.has(name)) return { kind: 'rows', rows: rowsOf(reply), order: 'given', count: 0, loose: false };
  return { kind: 'value', value: shape(name, reply) };
}

const codeOf = (code: Found): number => (isNumber(code) ? toDouble(code) : 0);

function rowsOf(reply: Doc): Value[] {
  const cursor = reply.get('cursor');
  const rows = isDoc(cursor) ? cursor.get('firstBatch') : reply.get('values');
  return isArray(rows) ? rows : [];
}

const SHOWN: Readonly<Record<string, readonly string[]>> = {
  update: ['n', 'nModified'],
  createIndexes: ['numIndexesAfter'],
  dropIndexes: ['nIndexesWas'],
};

function shape(name: string, reply: Doc): Value {
  const made: Record<string, Value> = {};
  if (name === 'findAndModify') {
    const last = reply.get('lastErrorObject');
    return docOf({ value: reply.get('value') ?? null, n: (isDoc(last) ? last.get('n') : undefined) ?? null });
  }
  for (const field of SHOWN[name] ?? ['n']) made[field] = reply.get(field) ?? null;
  const upserted = reply.get('upserted');
  const [first] = isArray(upserted) ? upserted : [];
  if (isDoc(first)) made['upserted'] = first.get('_id') ?? null;
  return docOf(made);
}
