import { Int32 } from 'bson';
import { groupDocuments } from './group.ts';
import { evaluate } from './expression.ts';
import { filterOf } from './filter.ts';
import { toDouble } from './exact.ts';
import { fieldOf, sortKey } from './paths.ts';
import { mapAt, project } from './projection.ts';
import {
  compare,
  type Doc,
  type Found,
  isArray,
  isDoc,
  isNumber,
  ModelError,
  nameOf,
  type Value,
} from './values.ts';

/** Sorts by the patterns's fields one after another; the order of equal documents stays. */
export function sortDocuments(documents: readonly Doc[], pattern: Doc): Doc[] {
  const fields = Array.from(pattern, ([path, value]) => {
    if (!isNumber(value)) throw new ModelError(15974);
    const direction = toDouble(value);
    if (direction !== 1 && direction !== -1) throw new ModelError(15975);
    return { path, direction };
  });
  const keyed = documents.map((document) => ({
    document,
    keys: fields.map(({ path, direction }) => sortKey(document, path, direction, compare)),
  }));
  keyed.sort((a, b) => {
    for (const [at, { direction }] of fields.entries()) {
      const order = compare(a.keys[at], b.keys[at]);
      if (order !== 0) return order * direction;
    }
    return 0;
  });
  return keyed.map(({ document }) => document);
}

/** The stages that the test speaks. */
export function runStages(documents: readonly Doc[], stages: readonly Value[]): Doc[] {
  return stages.reduce<Doc[]>(
    (stream, stage) => {
      const [[name, operand] = ['', null]] = isDoc(stage) ? [...stage] : [];
      return runStage(name, operand, stream);
    },
    [...documents],
  );
}

function runStage(name: string, operand: Value, stream: Doc[]): Doc[] {
  switch (name) {
    case '$match': {
      if (!isDoc(operand)) throw new ModelError(15959);
      return stream.filter(filterOf(operand));
    }
    case '$sort':
      return sortDocuments(stream, asDoc(operand, 15973));
    case '$skip':
      return stream.slice(countOf(operand, 0, 5107200));
    case '$limit':
      return stream.slice(0, countOf(operand, 1, 15958));
    case '$count':
      return stream.length === 0 ? [] : [new Map([[nameOf(operand), new Int32(stream.length)]])];
    case '$set':
    case '$addFields': {
      const fields = asDoc(operand, 40272);
      return stream.map((document) => addFields(document, fields));
    }
    case '$project': {
      const projection = asDoc(operand, 15969);
      return stream.map((document) => project(projection, document));
    }
    case '$unset':
      return stream.map((document) =>
        (isArray(operand) ? operand : [operand]).reduce<Doc>(
          (rest, path) => mapAt(rest, nameOf(path).split('.'), () => undefined) as Doc,
          document,
        ),
      );
    default:
      return reshape(name, operand, stream);
  }
}

function reshape(name: string, operand: Value, stream: Doc[]): Doc[] {
  switch (name) {
    case '$replaceWith':
      return stream.map((document) => root(operand, document));
    case '$replaceRoot':
      return stream.map((document) => root(asDoc(operand, 40229).get('newRoot'), document));
    case '$unwind': {
      const options = unwindOptions(operand);
      return stream.flatMap((document) => unwind(options, document));
    }
    case '$group':
      return groupDocuments(asDoc(operand, 15947), stream);
    case '$sortByCount':
      return groupDocuments(
        new Map<string, Value>([
          ['_id', operand],
          ['count', new Map([['$sum', new Int32(1)]])],
        ]),
        stream,
      );
    default:
      throw new ModelError(40324);
  }
}

function asDoc(operand: Value, code: number): Doc {
  if (!isDoc(operand)) throw new ModelError(code);
  return operand;
}

function countOf(operand: Value, least: number, code: number): number {
  const count = isNumber(operand) ? toDouble(operand) : Number.NaN;
  if (!(count >= least)) throw new ModelError(code);
  return count;
}

function addFields(document: Doc, fields: Doc): Doc {
  const result: Doc = new Map(document);
  for (const [path, expression] of fields) {
    const value = evaluate(expression, document);
    if (value === undefined) result.delete(path);
    else result.set(path, value);
  }
  return result;
}

function root(expression: Found, document: Doc): Doc {
  const value = evaluate(expression, document);
  if (!isDoc(value)) throw new ModelError(40228);
  return value;
}

type Unwind = { parts: string[]; keeps: boolean };

function unwindOptions(operand: Value): Unwind {
  const options: Doc = isDoc(operand) ? operand : new Map([['path', operand]]);
  const path = options.get('path');
  if (typeof path !== 'string' || !path.startsWith('$')) throw new ModelError(28818);
  return { parts: path.slice(1).split('.'), keeps: options.get('preserveNullAndEmptyArrays') === true };
}

function unwind({ parts, keeps }: Unwind, document: Doc): Doc[] {
  const value = fieldOf(document, parts);
  if (value === undefined || value === null) return keeps ? [document] : [];
  if (!isArray(value)) return [document];
  if (value.length === 0) return keeps ? [mapAt(document, parts, () => undefined) as Doc] : [];
  return value.map((element) => mapAt(document, parts, () => element) as Doc);
}
