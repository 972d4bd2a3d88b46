import { doc, type Doc, type Value } from '../bson/values.ts';
import type { Engine } from '../engine.ts';

/** A collection of the server's own, whose few documents are kept in memory by who uses them. */
export interface OwnCollection {
  all: () => Doc[];
  /** Stores documents whole, each under its `_id`, and removes others, in one commit; durable when it resolves. */
  change: (stored: readonly Doc[], removed?: readonly Value[]) => Promise<void>;
}

export function ownCollection(engine: Engine, namespace: string): OwnCollection {
  return {
    all: () => {
      const cursor = engine.find({}, namespace, { filter: new Map() });
      const documents: Doc[] = [];
      for (let row = cursor.next(); row !== undefined; row = cursor.next()) documents.push(row.doc());
      cursor.close();
      return documents;
    },
    change: async (stored, removed = []) => {
      await engine.write({}, (unit) => {
        for (const document of stored)
          unit.update(namespace, {
            query: { filter: doc({ _id: document.get('_id') ?? null }) },
            multi: false,
            apply: () => document,
            upsert: () => document,
          });
        for (const id of removed)
          unit.delete(namespace, { query: { filter: doc({ _id: id }) }, multi: false });
        return new Map();
      });
    },
  };
}
