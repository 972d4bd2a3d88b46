import type { Db, Document } from 'mongodb';
import { answered, type Case, inTurns, settled, type Stored, type Table } from '../case.ts';
import { exact } from '../same.ts';
import { applied, type Refusal, withField } from '../values.ts';

/** An operand, or the whole filter for whole documents, and the places of the documents that it lets through, in their order. */
export type QueryRow = readonly [operand: unknown, expected: readonly number[] | Refusal];

/** Documents and what is asked of them. */
export interface QueryBlock {
  documents: readonly Stored[];
  /** The field that operands are for; undefined when the rows have whole filters. */
  field: string | undefined;
  rows: readonly QueryRow[];
  indexes: readonly Document[];
}

/** Documents `{a: value}`; each operand is for `a`. */
export const values = (list: readonly unknown[], rows: readonly QueryRow[]): QueryBlock => ({
  documents: list.map((value, _id) => withField({ _id }, 'a', value)),
  field: 'a',
  rows,
  indexes: [],
});

/** Whole documents, each row with a whole filter. */
export const documents = (
  list: readonly Document[],
  rows: readonly QueryRow[],
  indexes: readonly Document[] = [],
): QueryBlock => ({
  documents: list.map((document, _id) => ({ _id, ...document })),
  field: undefined,
  rows,
  indexes,
});

/** Query operators, by `find`. */
export function queries(name: string, blocks: Readonly<Record<string, readonly QueryBlock[]>>): Table {
  const all = Object.entries(blocks).flatMap(([operator, list]) =>
    list.map((block, index) => ({ operator, block, collection: `${name} ${operator.slice(1)} ${index}` })),
  );
  return {
    name: `filters: ${name}`,
    covers: new Map(
      Object.entries(blocks).map(([operator, list]) => [
        `query ${operator}`,
        list.reduce((total, { rows }) => total + rows.length, 0),
      ]),
    ),
    ask: async (db) =>
      (
        await inTurns(all, ({ operator, block, collection }) => askBlock(db, operator, block, collection))
      ).flat(),
  };
}

async function askBlock(db: Db, operator: string, block: QueryBlock, name: string): Promise<Case[]> {
  const collection = db.collection<Stored>(name);
  await collection.drop();
  await collection.insertMany(block.documents.map((document) => ({ ...document })));
  if (block.indexes.length > 0)
    await db.command({
      createIndexes: name,
      indexes: block.indexes.map((key) => ({ key, name: Object.keys(key).join('_') })),
    });
  const cases: Case[] = [];
  for (const [operand, expected] of block.rows) {
    const filter = (
      block.field === undefined ? operand : { [block.field]: applied(operator, operand) }
    ) as Document;
    const found = collection
      .find(filter)
      .project({ _id: 1 })
      .toArray()
      .then((results) => results.map((result) => result['_id'] as unknown));
    const answer = await settled(found);
    cases.push(answered(`${exact(filter)} of ${exact(block.documents)}`, answer, expected));
  }
  return cases;
}
