import {
  createCollection,
  dropCollection,
  dropDatabase,
  renameCollection,
  setCollectionOptions,
} from '../catalog/collections-ddl.ts';
import type { Catalogue } from '../catalog/ddl-context.ts';
import { abandonIndexes, fillIndexes, finishIndexes, startIndexes } from '../catalog/index-build.ts';
import { checkUnique, createIndexes, dropIndexes, setIndexOptions } from '../catalog/indexes-ddl.ts';
import { changeView, createView } from '../catalog/views-ddl.ts';
import type { WriteUnit } from '../engine.ts';
import type { Operation } from '../execution/operation.ts';
import { commandError } from '../errors.ts';
import {
  deleteDocuments,
  findDocuments,
  insertDocument,
  updateDocuments,
  type Documents,
} from '../records/unit.ts';
import { deleteSlice, updateSlice } from '../records/slice.ts';
import type { Frame } from './frame.ts';

/** What the body of a write works with. */
export function writeUnit(catalogue: Catalogue, frame: Frame, op: Operation): WriteUnit {
  const documents: Documents = { frame, op, language: catalogue.language, catalogue };
  frame.bypassValidation = op.bypassValidation === true;
  const outside = (what: string): void => {
    if (op.txn !== undefined)
      throw commandError(
        'OperationNotSupportedInTransaction',
        `Cannot run '${what}' in a multi-document transaction.`,
      );
  };
  return {
    insert: (namespace, document) => insertDocument(documents, namespace, document),
    update: (namespace, request) => updateDocuments(documents, namespace, request),
    delete: (namespace, request) => deleteDocuments(documents, namespace, request),
    updateSlice: (namespace, request, slice) => updateSlice(documents, namespace, request, slice),
    deleteSlice: (namespace, request, slice) => deleteSlice(documents, namespace, request, slice),
    find: (namespace, query) => findDocuments(documents, namespace, query),
    createCollection: (namespace, collectionOptions) => {
      createCollection(frame, catalogue, namespace, collectionOptions);
    },
    dropCollection: (namespace) => {
      outside('drop');
      return dropCollection(frame, namespace);
    },
    dropDatabase: (database) => {
      outside('dropDatabase');
      return dropDatabase(frame, database);
    },
    renameCollection: (from, to, dropTarget) => {
      outside('renameCollection');
      renameCollection(frame, from, to, dropTarget);
    },
    createView: (namespace, viewOptions) => {
      outside('create');
      createView(frame, catalogue, namespace, viewOptions);
    },
    changeView: (namespace, viewOptions) => {
      outside('collMod');
      changeView(frame, namespace, viewOptions);
    },
    setCollectionOptions: (namespace, changed) => {
      outside('collMod');
      setCollectionOptions(frame, catalogue, namespace, changed);
    },
    setIndexOptions: (namespace, index, changed) => {
      outside('collMod');
      setIndexOptions(frame, catalogue, namespace, index, changed);
    },
    checkUnique: (namespace, index) => checkUnique(frame, namespace, index),
    createIndexes: (namespace, specs) => {
      if (frame.collection(namespace) !== undefined && !frame.catalogChanges.has(namespace))
        outside('createIndexes');
      return createIndexes(frame, catalogue, namespace, specs);
    },
    startIndexes: (namespace, specs) => startIndexes(frame, catalogue, namespace, specs),
    fillIndexes: (build) => fillIndexes(frame, build),
    finishIndexes: (build) => finishIndexes(frame, build),
    abandonIndexes: (build) => abandonIndexes(frame, build),
    dropIndexes: (namespace, which) => {
      outside('dropIndexes');
      return dropIndexes(frame, namespace, which);
    },
  };
}
