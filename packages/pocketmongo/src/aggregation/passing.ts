import { type Doc, isDoc, isNumeric, type Value } from '../bson/values.ts';
import { isTruthy } from '../query/operators/element.ts';

/** True when one path is, holds or lies in the other. */
const touches = (a: string, b: string): boolean => a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);

/** Whether a `$match` on these paths gives the same result in front of the stage. */
export function matchMayPass(paths: readonly string[], stage: Doc): boolean {
  const [[name, operand] = ['', null]] = stage;
  switch (name) {
    case '$sort':
      return true;
    case '$addFields':
    case '$set':
      return isDoc(operand) && untouched(paths, leafPaths(operand, ''));
    case '$unset':
      return untouched(paths, (Array.isArray(operand) ? operand : [operand]).filter(isString));
    case '$project':
      return isDoc(operand) && passesProject(paths, operand);
    case '$unwind':
      return passesUnwind(paths, operand);
    case '$lookup':
    case '$graphLookup':
      return isDoc(operand) && untouched(paths, [operand.get('as') ?? null].filter(isString));
    default:
      return false;
  }
}

/** Whether a `$limit` gives the same result in front of the stage, which makes one document of each. */
export function limitMayPass(stage: Doc): boolean {
  const [name = ''] = stage.keys();
  return name === '$project' || name === '$addFields' || name === '$set' || name === '$unset';
}

const isString = (value: Value): value is string => typeof value === 'string';

const untouched = (paths: readonly string[], changed: readonly string[]): boolean =>
  !paths.some((path) => changed.some((other) => touches(path, other)));

/** The paths that the operand of `$addFields` sets; a nested document may stand for paths. */
function leafPaths(fields: Doc, prefix: string): string[] {
  return Array.from(fields, ([key, value]) => {
    const [first] = isDoc(value) ? value.keys() : [];
    if (isDoc(value) && first !== undefined && !first.startsWith('$'))
      return leafPaths(value, `${prefix}${key}.`);
    return [prefix + key];
  }).flat();
}

function passesUnwind(paths: readonly string[], operand: Value): boolean {
  const path = isDoc(operand) ? operand.get('path') : operand;
  const index = isDoc(operand) ? operand.get('includeArrayIndex') : undefined;
  if (typeof path !== 'string') return false;
  return untouched(paths, [path.slice(1), ...(typeof index === 'string' ? [index] : [])]);
}

/** Through an exclusion what is not excluded passes; through an inclusion what is included as it is. */
function passesProject(paths: readonly string[], operand: Doc): boolean {
  const plain = (value: Value): boolean => typeof value === 'boolean' || isNumeric(value);
  const fields = [...operand];
  const included = fields.filter(([, value]) => plain(value) && isTruthy(value)).map(([key]) => key);
  const changed = fields.filter(([, value]) => !plain(value) || !isTruthy(value)).map(([key]) => key);
  if (!untouched(paths, changed)) return false;
  const excludesOnly = included.length === 0 && fields.every(([, value]) => plain(value));
  if (excludesOnly) return true;
  const kept = operand.has('_id') ? included : ['_id', ...included];
  return paths.every((path) => kept.some((field) => path === field || path.startsWith(`${field}.`)));
}
