import { compileExpression, type ExpressionOptions, isOperator } from '../aggregation/expressions/compile.ts';
import { type Doc, isDoc, isNumeric, type Value } from '../bson/values.ts';
import { locationError } from '../errors.ts';
import { isTruthy } from '../query/operators/element.ts';
import { branch, type Branch, type Leaf, place, type Rest } from './tree.ts';

/** A projection taken apart. */
export interface ParsedProjection {
  root: Branch;
  rest: Rest;
}

/** An operator that one kind of projection has; without a path its leaf is placed for each row. */
export type Special = { mode: Mode } & ({ path: undefined } | { path: string; leaf: Leaf });

/** What an operator makes of the projection. */
type Mode = 'inclusion' | 'inclusion unless excluding' | 'any';

/** Reads such operators; undefined leaves the operand to the common rules. */
export type SpecialLeaf = (path: string, operand: Value) => Special | undefined;

interface Found {
  included: string | undefined;
  excluded: string | undefined;
  idExcluded: boolean;
  idIncluded: boolean;
  /** There is an `$elemMatch`. */
  picked: boolean;
}

/** Parses a projection as find and `$project` take it. */
export function parseProjection(
  spec: Doc,
  options: ExpressionOptions,
  special: SpecialLeaf,
): ParsedProjection {
  const root = branch();
  const found: Found = {
    included: undefined,
    excluded: undefined,
    idExcluded: false,
    idIncluded: false,
    picked: false,
  };
  for (const [path, operand] of spec) parseField(root, found, path, operand, options, special);
  const rest: Rest = isInclusion(found) ? 'drop' : 'keep';
  settleId(root, rest, found);
  return { root, rest };
}

/** `{_id: 1}` alone is an inclusion, too. */
const isInclusion = ({ included, excluded, idIncluded, picked }: Found): boolean =>
  included !== undefined || (excluded === undefined && (idIncluded || picked));

function settleId(root: Branch, rest: Rest, { idExcluded }: Found): void {
  const id = root.children.get('_id');
  if (rest === 'keep') {
    if (id?.kind === 'include') root.children.delete('_id');
  } else if (id === undefined) {
    root.children = new Map([['_id', { kind: 'include' }] as [string, Leaf | Branch], ...root.children]);
  } else if (idExcluded && id.kind === 'exclude') root.children.delete('_id');
}

function parseField(
  root: Branch,
  found: Found,
  path: string,
  operand: Value,
  options: ExpressionOptions,
  special: SpecialLeaf,
): void {
  const own = special(path, operand);
  if (own !== undefined) {
    if (own.path !== undefined) place(root, own.path, own.leaf);
    if (own.mode === 'inclusion') note(found, path, true);
    if (own.mode === 'inclusion unless excluding') found.picked = true;
    return;
  }
  if (path.startsWith('$')) {
    throw locationError(
      16410,
      "FieldPath field names may not start with '$'. Consider using $getField or $setField.",
    );
  }
  if (typeof operand === 'boolean' || isNumeric(operand)) {
    const includes = isTruthy(operand);
    place(root, path, { kind: includes ? 'include' : 'exclude' });
    note(found, path, includes);
    return;
  }
  if (isDoc(operand) && !isExpression(operand)) {
    if (operand.size === 0)
      throw locationError(51270, 'An empty sub-projection is not a valid value. Found empty object at path');
    for (const [key, inner] of operand) parseField(root, found, `${path}.${key}`, inner, options, special);
    return;
  }
  checkComputed(found, path, operand);
  place(root, path, { kind: 'compute', expression: compileExpression(operand, options) });
  note(found, path, true);
}

/** What an exclusion does not have, and operators that nothing has. */
function checkComputed({ excluded }: Found, path: string, operand: Value): void {
  const [operator] = isDoc(operand) ? operand.keys() : [];
  if (operator !== undefined && !isOperator(operator))
    throw locationError(31325, `Unknown expression ${operator}`);
  if (excluded !== undefined && path !== '_id')
    throw locationError(
      operator === undefined ? 31310 : 31252,
      `Cannot use an expression ${path} in an exclusion projection`,
    );
}

const isExpression = (operand: Doc): boolean => [...operand.keys()][0]?.startsWith('$') === true;

function note(found: Found, path: string, includes: boolean): void {
  if (path === '_id') {
    if (includes) found.idIncluded = true;
    else found.idExcluded = true;
    return;
  }
  if (includes) {
    if (found.excluded !== undefined)
      throw locationError(31253, `Cannot do inclusion on field ${path} in exclusion projection`);
    found.included = path;
  } else {
    if (found.included !== undefined)
      throw locationError(31254, `Cannot do exclusion on field ${path} in inclusion projection`);
    found.excluded = path;
  }
}
