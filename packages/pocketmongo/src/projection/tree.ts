import type { Expression, Scope } from '../aggregation/expressions/expression.ts';
import { type Doc, isDoc, type Value } from '../bson/values.ts';
import { locationError } from '../errors.ts';
import { checkedParts } from '../query/checked-path.ts';

/** What happens to one field. */
export type Leaf =
  | { kind: 'include' }
  | { kind: 'exclude' }
  | { kind: 'compute'; expression: Expression }
  | {
      kind: 'transform';
      apply: (value: Value, scope: Scope) => Value | undefined;
      /** Without the rest it stands behind the included fields. */
      standsLast?: boolean;
    };

export interface Branch {
  kind: 'branch';
  children: Map<string, Leaf | Branch>;
}

/** What happens to the fields that the projection does not name. */
export type Rest = 'keep' | 'drop';

export const branch = (): Branch => ({ kind: 'branch', children: new Map() });

/** Puts a leaf at a path; two leaves may not lie on one path. */
export function place(root: Branch, path: string, leaf: Leaf, collisionCodes = OF_PROJECTIONS): void {
  const parts = checkedParts(path);
  const last = parts.pop() ?? '';
  let at = root;
  for (const part of parts) {
    const present = at.children.get(part);
    if (present !== undefined && present.kind !== 'branch') throw collision(path, collisionCodes.below);
    const next = present ?? branch();
    at.children.set(part, next);
    at = next;
  }
  if (at.children.has(last)) throw collision(path, collisionCodes.above);
  at.children.set(last, leaf);
}

/** Two paths where one is the other or leads to it: the later one lies below the earlier, or above. */
export interface CollisionCodes {
  below: number;
  above: number;
}
const OF_PROJECTIONS: CollisionCodes = { below: 31249, above: 31250 };

const collision = (path: string, code: number) => locationError(code, `Path collision at ${path}`);

/** The projected document; the argument stays as it is. */
export function project(document: Doc, node: Branch, rest: Rest, scope: Scope): Doc {
  const projected: Doc = new Map();
  for (const [key, value] of document) {
    const child = node.children.get(key);
    const kept =
      child === undefined ? (rest === 'keep' ? value : undefined) : fieldValue(value, child, rest, scope);
    if (kept !== undefined) projected.set(key, kept);
  }
  for (const [key, child] of node.children) addComputed(projected, document, key, child, rest, scope);
  return projected;
}

function fieldValue(value: Value, child: Leaf | Branch, rest: Rest, scope: Scope): Value | undefined {
  switch (child.kind) {
    case 'include':
      return value;
    case 'exclude':
      return undefined;
    case 'compute':
      // Without the rest, computed fields stand behind the included ones.
      return rest === 'keep' ? child.expression(scope) : undefined;
    case 'transform':
      return rest === 'drop' && child.standsLast === true ? undefined : child.apply(value, scope);
    case 'branch':
      return nested(value, child, rest, scope);
  }
}

function nested(value: Value, node: Branch, rest: Rest, scope: Scope): Value | undefined {
  if (isDoc(value)) return project(value, node, rest, scope);
  if (Array.isArray(value)) {
    return value.flatMap((element) => {
      const kept = nested(element, node, rest, scope);
      return kept === undefined ? [] : [kept];
    });
  }
  if (computes(node)) return project(new Map(), node, rest, scope);
  return rest === 'keep' ? value : undefined;
}

function addComputed(
  projected: Doc,
  document: Doc,
  key: string,
  child: Leaf | Branch,
  rest: Rest,
  scope: Scope,
): void {
  const stored = document.get(key);
  const present = stored !== undefined;
  let value: Value | undefined;
  if (child.kind === 'compute' && (rest === 'drop' || !present)) value = child.expression(scope);
  else if (child.kind === 'transform' && child.standsLast === true && rest === 'drop' && present)
    value = child.apply(stored, scope);
  else if (child.kind === 'branch' && !present && computes(child))
    value = project(new Map(), child, rest, scope);
  if (value !== undefined) projected.set(key, value);
}

function computes(node: Branch): boolean {
  for (const child of node.children.values()) {
    if (child.kind === 'compute' || (child.kind === 'branch' && computes(child))) return true;
  }
  return false;
}
