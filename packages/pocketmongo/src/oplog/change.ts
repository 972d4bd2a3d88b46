import type { Doc } from '../bson/values.ts';
import type { CollectionEntry } from '../catalog/entries.ts';

/** A change of a collection's or database's definition, as change streams name it. */
export type DefinitionKind =
  'create' | 'createIndexes' | 'dropIndexes' | 'modify' | 'drop' | 'rename' | 'dropDatabase';

/** A change of one document: the stored bytes before and after it. */
export type DocumentChange =
  | { kind: 'insert'; collection: CollectionEntry; after: Uint8Array }
  | {
      kind: 'update' | 'replace';
      collection: CollectionEntry;
      before: Uint8Array;
      after: Uint8Array;
      /** Paths that were set as a whole. */
      whole: readonly string[] | undefined;
    }
  | { kind: 'delete'; collection: CollectionEntry; before: Uint8Array };

export type DefinitionChange = {
  kind: DefinitionKind;
  /** `db.collection`, or the name of a database. */
  namespace: string;
  uuid: Uint8Array | undefined;
  /** What the event tells beside the namespace: `operationDescription`, `to`. */
  description: Doc;
};

/** What a write has done, in its order; becomes a row of the oplog when the write commits. */
export type Change = DocumentChange | DefinitionChange;

export function isDocumentChange(change: Change): change is DocumentChange {
  return 'collection' in change;
}
