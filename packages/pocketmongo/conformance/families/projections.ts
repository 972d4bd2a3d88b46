import type { Document } from 'mongodb';
import { answered, covering, inTurns, settled, type Stored, type Table } from '../case.ts';
import { exact } from '../same.ts';

/** A document, a projection of `find`, and what is seen of the document without its `_id`; a filter may choose. */
export type ProjectionRow = readonly [
  document: Document,
  projection: Document,
  expected: unknown,
  filter?: Document,
];

/** Projections of `find`; the `_id` is left out. */
export function projections(name: string, rows: Readonly<Record<string, readonly ProjectionRow[]>>): Table {
  const cases = Object.entries(rows).flatMap(([, list]) => [...list]);
  return {
    name: `projections: ${name}`,
    covers: covering('projection', rows),
    ask: async (db) => {
      const collection = db.collection<Stored>(`projections ${name}`);
      await collection.drop();
      await collection.insertMany(cases.map(([document], _id) => ({ _id, ...document })));
      return inTurns(cases, async ([document, projection, expected, filter = {}], _id) => {
        const found = collection
          .find({ _id, ...filter })
          .project({ _id: 0, ...projection })
          .next();
        return answered(`${exact(projection)} of ${exact(document)}`, await settled(found), expected);
      });
    },
  };
}
