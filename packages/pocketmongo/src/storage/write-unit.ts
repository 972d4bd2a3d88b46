import type { Doc, Value } from '../bson/values.ts';
import {
  createCollection,
  dropCollection,
  dropDatabase,
  renameCollection,
  setCollectionOptions,
} from '../catalog/collections-ddl.ts';
import type { Catalogue } from '../catalog/ddl-context.ts';
import type { IndexBuild } from '../catalog/entries.ts';
import { abandonIndexes, fillIndexes, finishIndexes, startIndexes } from '../catalog/index-build.ts';
import { checkUnique, createIndexes, dropIndexes, setIndexOptions } from '../catalog/indexes-ddl.ts';
import { changeView, createView } from '../catalog/views-ddl.ts';
import type { CreateIndexesOutcome, EngineCursor, Query, StartedIndexes, WriteUnit } from '../engine.ts';
import { commandError } from '../errors.ts';
import type { Operation } from '../execution/operation.ts';
import type {
  DeleteOutcome,
  DeleteRequest,
  Slice,
  SliceEnd,
  UpdateOutcome,
  UpdateRequest,
} from '../execution/requests.ts';
import { deleteSlice, updateSlice } from '../records/slice.ts';
import {
  deleteDocuments,
  type Documents,
  findDocuments,
  insertDocument,
  updateDocuments,
} from '../records/unit.ts';
import type { Frame } from './frame.ts';

/** What the body of a write works with: everything goes into one frame. */
export class FrameUnit implements WriteUnit {
  readonly #frame: Frame;
  readonly #catalogue: Catalogue;
  readonly #documents: Documents;

  constructor(catalogue: Catalogue, frame: Frame, op: Operation) {
    this.#frame = frame;
    this.#catalogue = catalogue;
    this.#documents = { frame, op, language: catalogue.language, catalogue };
    frame.bypassValidation = op.bypassValidation === true;
  }

  insert(namespace: string, document: Doc): Value {
    return insertDocument(this.#documents, namespace, document);
  }

  update(namespace: string, request: UpdateRequest): UpdateOutcome {
    return updateDocuments(this.#documents, namespace, request);
  }

  delete(namespace: string, request: DeleteRequest): DeleteOutcome {
    return deleteDocuments(this.#documents, namespace, request);
  }

  updateSlice(namespace: string, request: UpdateRequest, slice: Slice): UpdateOutcome & SliceEnd {
    return updateSlice(this.#documents, namespace, request, slice);
  }

  deleteSlice(namespace: string, request: DeleteRequest, slice: Slice): DeleteOutcome & SliceEnd {
    return deleteSlice(this.#documents, namespace, request, slice);
  }

  find(namespace: string, query: Query): EngineCursor {
    return findDocuments(this.#documents, namespace, query);
  }

  createCollection(namespace: string, options: Doc): void {
    createCollection(this.#frame, this.#catalogue, namespace, options);
  }

  dropCollection(namespace: string): boolean {
    this.#refuseInTransaction('drop');
    return dropCollection(this.#frame, namespace);
  }

  dropDatabase(database: string): boolean {
    this.#refuseInTransaction('dropDatabase');
    return dropDatabase(this.#frame, database);
  }

  renameCollection(from: string, to: string, dropTarget: boolean): void {
    this.#refuseInTransaction('renameCollection');
    renameCollection(this.#frame, from, to, dropTarget);
  }

  createView(namespace: string, options: Doc): void {
    this.#refuseInTransaction('create');
    createView(this.#frame, this.#catalogue, namespace, options);
  }

  changeView(namespace: string, options: Doc): void {
    this.#refuseInTransaction('collMod');
    changeView(this.#frame, namespace, options);
  }

  setCollectionOptions(namespace: string, options: Doc): void {
    this.#refuseInTransaction('collMod');
    setCollectionOptions(this.#frame, this.#catalogue, namespace, options);
  }

  setIndexOptions(namespace: string, index: string, options: Doc): void {
    this.#refuseInTransaction('collMod');
    setIndexOptions(this.#frame, this.#catalogue, namespace, index, options);
  }

  checkUnique(namespace: string, index: string): void {
    checkUnique(this.#frame, namespace, index);
  }

  createIndexes(namespace: string, specs: readonly Doc[]): CreateIndexesOutcome {
    const isThere = this.#frame.collection(namespace) !== undefined;
    if (isThere && !this.#frame.catalogChanges.has(namespace)) this.#refuseInTransaction('createIndexes');
    return createIndexes(this.#frame, this.#catalogue, namespace, specs);
  }

  startIndexes(namespace: string, specs: readonly Doc[]): StartedIndexes {
    return startIndexes(this.#frame, this.#catalogue, namespace, specs);
  }

  fillIndexes(build: IndexBuild): number {
    return fillIndexes(this.#frame, build);
  }

  finishIndexes(build: IndexBuild): void {
    finishIndexes(this.#frame, build);
  }

  abandonIndexes(build: IndexBuild): void {
    abandonIndexes(this.#frame, build);
  }

  dropIndexes(namespace: string, which: string | Doc | readonly string[]): number {
    this.#refuseInTransaction('dropIndexes');
    return dropIndexes(this.#frame, namespace, which);
  }

  #refuseInTransaction(command: string): void {
    if (this.#documents.op.txn !== undefined)
      throw commandError(
        'OperationNotSupportedInTransaction',
        `Cannot run '${command}' in a multi-document transaction.`,
      );
  }
}
