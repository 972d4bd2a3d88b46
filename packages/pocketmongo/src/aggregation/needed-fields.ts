import { isDoc, isNumeric, type Doc, type Value } from '../bson/values.ts';
import { isTruthy } from '../query/operators/element.ts';
import { filterPaths } from './filter-paths.ts';

/** Operators that read more of a document than the paths that they name. */
const READS_ALL = new Set(['$getField', '$setField', '$unsetField', '$meta']);

/** Gathers what an expression reads; false where that is no list of paths. */
function addExpression(paths: Set<string>, operand: Value): boolean {
  if (typeof operand === 'string') {
    if (operand.startsWith('$$')) return !/^\$\$(?:ROOT|CURRENT)(?:\.|$)/u.test(operand);
    if (operand.startsWith('$')) paths.add(operand.slice(1));
    return true;
  }
  if (Array.isArray(operand)) return operand.every((element) => addExpression(paths, element));
  if (!isDoc(operand)) return true;
  for (const [name, argument] of operand) {
    if (name === '$literal') continue;
    if (READS_ALL.has(name) || !addExpression(paths, argument)) return false;
  }
  return true;
}

function addFilter(paths: Set<string>, filter: Value): boolean {
  const own = filterPaths(filter);
  for (const path of own ?? []) paths.add(path);
  return own !== undefined;
}

/** An inclusion, or computed fields alone: what else a document holds is dropped. */
function addProjection(paths: Set<string>, spec: Value): boolean {
  if (!isDoc(spec)) return false;
  let keeps = 0;
  for (const [path, operand] of spec) {
    const plain = typeof operand === 'boolean' || isNumeric(operand);
    if (plain && path === '_id' && !isTruthy(operand)) continue;
    if (plain && !isTruthy(operand)) return false;
    if (plain) paths.add(path);
    else if (isDoc(operand) && !isExpression(operand)) return false;
    else if (!addExpression(paths, operand)) return false;
    // Below a name the computed value stands in each element of an array.
    else if (path.includes('.')) paths.add(path);
    keeps += 1;
  }
  if (!spec.has('_id')) paths.add('_id');
  return keeps > 0;
}

const isExpression = (operand: Doc): boolean => [...operand.keys()][0]?.startsWith('$') === true;

/** Whether a stage reads a list of paths that is gathered here, and whether what follows sees anything else. */
function addStage(paths: Set<string>, name: string, operand: Value): 'passes' | 'ends' | 'reads all' {
  switch (name) {
    case '$limit':
    case '$skip':
    case '$sample':
      return 'passes';
    case '$match':
      return addFilter(paths, operand) ? 'passes' : 'reads all';
    case '$sort':
      if (!isDoc(operand) || [...operand.values()].some(isDoc)) return 'reads all';
      for (const path of operand.keys()) paths.add(path);
      return 'passes';
    case '$addFields':
    case '$set':
      return addExpression(paths, operand) ? 'passes' : 'reads all';
    case '$unwind': {
      const path = isDoc(operand) ? operand.get('path') : operand;
      return addExpression(paths, path ?? null) ? 'passes' : 'reads all';
    }
    case '$project':
      return addProjection(paths, operand) ? 'ends' : 'reads all';
    case '$group':
    case '$sortByCount':
      return addExpression(paths, operand) ? 'ends' : 'reads all';
    case '$count':
      return 'ends';
    default:
      return 'reads all';
  }
}

/** The paths that a pipeline reads of its documents when it reads no others; undefined when it may read all. */
export function neededFields(pipeline: readonly Doc[]): string[] | undefined {
  const paths = new Set<string>();
  for (const stage of pipeline) {
    const [[name, operand] = ['', null]] = stage;
    if (stage.size !== 1) return undefined;
    const found = addStage(paths, name, operand);
    if (found === 'reads all') return undefined;
    if (found === 'ends') return [...paths];
  }
  return undefined;
}

/** The path by which a pipeline groups documents of which it reads the first of each group alone. */
export function groupedPath(pipeline: readonly Doc[]): string | undefined {
  const group = pipeline[0]?.get('$group');
  if (!isDoc(group)) return undefined;
  const { _id: id = null, ...fields } = Object.fromEntries(group);
  const onlyFirst = Object.values(fields).every(
    (field) => isDoc(field) && field.size === 1 && field.has('$first'),
  );
  const isPath = typeof id === 'string' && id.startsWith('$') && !id.startsWith('$$');
  return onlyFirst && isPath ? id.slice(1) : undefined;
}
