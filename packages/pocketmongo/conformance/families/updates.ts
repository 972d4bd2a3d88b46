import type { Document } from 'mongodb';
import { answered, covering, inTurns, settled, type Stored, type Table } from '../case.ts';
import { exact } from '../same.ts';
import { applied } from '../values.ts';

export interface UpdateOptions {
  filter?: Document;
  arrayFilters?: readonly Document[];
  /** More operators of the same update. */
  also?: Document;
  collation?: Document;
  let?: Document;
}

/** A document (null: none, the update inserts one), the operator's argument, and the document afterwards. */
export type UpdateRow = readonly [
  before: Document | null,
  argument: unknown,
  after: unknown,
  options?: UpdateOptions,
];

/** Update operators, by `findAndModify`. */
export function updates(name: string, rows: Readonly<Record<string, readonly UpdateRow[]>>): Table {
  const cases = Object.entries(rows).flatMap(([operator, list]) =>
    list.map(([before, argument, after, options = {}]) => {
      const update = applied(operator, argument);
      return { before, update: options.also === undefined ? update : { ...(update as Document), ...options.also }, after, options }; // prettier-ignore
    }),
  );
  return {
    name: `updates: ${name}`,
    covers: covering('update', rows),
    ask: async (db) => {
      const collection = db.collection<Stored>(`updates ${name}`);
      await collection.drop();
      const stored = cases.flatMap(({ before }, _id) => (before === null ? [] : [{ _id, ...before }]));
      if (stored.length > 0) await collection.insertMany(stored);
      return inTurns(cases, async ({ before, update, after, options }, _id) => {
        const { filter = {}, arrayFilters, collation, let: variables } = options;
        const command = {
          findAndModify: collection.collectionName,
          query: { _id, ...filter },
          update,
          new: true,
          upsert: before === null,
          ...(arrayFilters && { arrayFilters }),
          ...(collation && { collation }),
          ...(variables && { let: variables }),
        };
        const found = db.command(command, { promoteValues: false }).then((reply) => {
          const value = reply['value'] as Document | null;
          return value === null ? null : withoutId(value);
        });
        const title = `${exact(update)} of ${exact(before)} ${exact(options)}`;
        return answered(title, await settled(found), after);
      });
    },
  };
}

const withoutId = (document: Document): Document =>
  Object.fromEntries(Object.entries(document).filter(([field]) => field !== '_id'));
