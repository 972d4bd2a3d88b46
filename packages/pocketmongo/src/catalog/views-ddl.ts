import { randomUUID } from 'node:crypto';
import type { Doc, Value } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import type { Frame } from '../storage/frame.ts';
import { checkDependencies } from '../views/dependencies.ts';
import { viewOf } from '../views/view.ts';
import { checkNamespace, note, saveCollection } from './collections-ddl.ts';
import type { Catalogue } from './ddl-context.ts';
import type { CollectionEntry } from './entries.ts';

/** Makes a view; the pipeline has been checked. Throws NamespaceExists and what {@link checkDependencies} throws. */
export function createView(frame: Frame, catalogue: Catalogue, namespace: string, options: Doc): void {
  checkNamespace(namespace);
  if (frame.collection(namespace) !== undefined)
    throw commandError('NamespaceExists', `Collection ${namespace} already exists.`);
  const view = checkedView(frame, namespace, options);
  const made: CollectionEntry = {
    namespace,
    // Nothing is ever stored under it.
    table: catalogue.nextTable(),
    uuid: Buffer.from(randomUUID().replaceAll('-', ''), 'hex'),
    options,
    validator: undefined,
    timeSeries: undefined,
    expiry: undefined,
    collation: view.collation,
    view,
    capped: undefined,
    indexes: [],
    counters: { scans: 0, nextRecordId: 1, count: 0, size: 0 },
  };
  saveCollection(frame, made);
  note(frame, 'create', made, noted(options));
}

const noted = (options: Doc): Doc =>
  new Map<string, Value>([
    ['view', true],
    ['operationDescription', options],
  ]);

/** Gives a view another source or pipeline. */
export function changeView(frame: Frame, namespace: string, options: Doc): void {
  const present = frame.collection(namespace);
  if (present === undefined) throw commandError('NamespaceNotFound', `ns does not exist: ${namespace}`);
  saveCollection(frame, { ...present, options, view: checkedView(frame, namespace, options) });
  note(frame, 'modify', present, noted(options));
}

function checkedView(frame: Frame, namespace: string, options: Doc) {
  const view = viewOf(namespace, options);
  if (view === undefined) throw commandError('InvalidOptions', `${namespace} is no view`);
  checkDependencies(namespace, view, (name) => frame.collection(name)?.view);
  return view;
}
