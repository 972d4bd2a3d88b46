import { Int32 } from 'bson';
import { type Answer, docOf } from './answer.ts';
import { toDouble } from './exact.ts';
import { filterOf } from './filter.ts';
import { expanded, whole } from './paths.ts';
import { runStages, sortDocuments } from './pipeline.ts';
import { positionIn } from './position.ts';
import { project } from './projection.ts';
import { type Doc, equal, type Found, isArray, isDoc, isNumber, ModelError, type Value } from './values.ts';

const NONE: Doc = new Map();
const docAt = (command: Doc, name: string): Doc => {
  const value = command.get(name);
  return isDoc(value) ? value : NONE;
};

function countAt(command: Doc, name: string): number {
  const value = command.get(name);
  const count = isNumber(value) ? toDouble(value) : 0;
  if (count < 0) throw new ModelError(2);
  return count;
}

export function findRows(documents: readonly Doc[], command: Doc): Answer {
  const [skip, limit] = [countAt(command, 'skip'), countAt(command, 'limit')];
  const [filter, sort, projection] = [
    docAt(command, 'filter'),
    docAt(command, 'sort'),
    docAt(command, 'projection'),
  ];
  const found = sortDocuments(documents.filter(filterOf(filter)), sort);
  // What is wrong with a projection is seen without any document.
  if (projection.size > 0) project(projection, new Map(), 0);
  const shown = (document: Doc): Doc =>
    projection.size === 0 ? document : project(projection, document, positionIn(filter, document));
  const end = limit === 0 ? undefined : skip + limit;
  const total = sort.has('_id');
  const cut = found.slice(skip, end);
  const rows = (total ? cut : found).map(shown);
  const order = total ? 'given' : cut.length === found.length ? 'any' : 'some';
  return { kind: 'rows', rows, order, count: cut.length, loose: false };
}

export function countRows(documents: readonly Doc[], command: Doc): Answer {
  const found = documents.filter(filterOf(docAt(command, 'query'))).length;
  const [skip, limit] = [countAt(command, 'skip'), countAt(command, 'limit')];
  const rest = Math.max(0, found - skip);
  const n = limit === 0 ? rest : Math.min(rest, limit);
  return { kind: 'value', value: docOf({ n: new Int32(n) }) };
}

export function distinctRows(documents: readonly Doc[], command: Doc): Answer {
  const key = command.get('key');
  if (typeof key !== 'string') throw new ModelError(14);
  const rows: Value[] = [];
  const found = documents
    .filter(filterOf(docAt(command, 'query')))
    .flatMap((document) => valuesAt(document, key));
  for (const value of found)
    if (value !== undefined && !rows.some((row) => equal(row, value))) rows.push(value);
  return { kind: 'rows', rows, order: 'any', count: rows.length, loose: true };
}

/** An array stands for its elements. */
function valuesAt(document: Doc, key: string): Found[] {
  return whole(document, key.split('.')).flatMap((value) =>
    isArray(value) ? expanded([value]).slice(0, -1) : [value],
  );
}

export function aggregateRows(documents: readonly Doc[], command: Doc): Answer {
  const pipeline = command.get('pipeline');
  if (!isArray(pipeline)) throw new ModelError(14);
  const names = pipeline.map((stage) => (isDoc(stage) ? ([...stage.keys()][0] ?? '') : ''));
  // What is wrong with a stage is seen without any document.
  runStages([], pipeline);
  const rows = runStages(documents, pipeline);
  const sorted = pipeline.findLastIndex((stage) => isDoc(stage) && docAt(stage, '$sort').has('_id'));
  const kept =
    sorted >= 0 && !names.slice(sorted).some((name) => name === '$group' || name === '$sortByCount');
  const loose = names.some((name) => name === '$group' || name === '$sortByCount');
  return { kind: 'rows', rows, order: kept ? 'given' : 'any', count: rows.length, loose };
}
