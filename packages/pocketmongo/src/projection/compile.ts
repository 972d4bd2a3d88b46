import { variablesOf } from '../aggregation/expressions/compile.ts';
import type { SystemValues } from '../aggregation/expressions/system-variables.ts';
import { type Doc, isDoc, type Value } from '../bson/values.ts';
import type { Row } from '../engine.ts';
import type { Collation } from '../collation/collation.ts';
import { commandError, locationError } from '../errors.ts';
import { checkedParts } from '../query/checked-path.ts';
import { searchesText } from '../query/searches-text.ts';
import { show } from '../query/show.ts';
import { elemMatchLeaf, sliceLeaf } from './array-operators.ts';
import { parseProjection, type Special, type SpecialLeaf } from './parse.ts';
import { checkPositionalOperand, positionalLeaf } from './positional.ts';
import { type Branch, branch, place, project } from './tree.ts';

export interface ProjectionOptions {
  /** The query's filter; the positional `$` looks into it. */
  filter: Doc;
  collation: Collation | undefined;
  system: Partial<SystemValues>;
  variables: ReadonlyMap<string, Value | undefined> | undefined;
  /** Called in loops of expressions; throws when the operation's time is over. */
  step?: (() => void) | undefined;
}

export type Projector = (row: Pick<Row, 'doc' | 'score'>) => Doc;

/** Compiles find's projection; undefined when documents are returned as they are. */
export function compileProjection(spec: Doc | undefined, options: ProjectionOptions): Projector | undefined {
  if (spec === undefined || spec.size === 0) return undefined;
  const scorePaths: string[] = [];
  const special = findOperators(options, scorePaths);
  const { root, rest } = parseProjection(spec, options, special);
  return (row) => {
    const document = row.doc();
    const tree = withScore(root, row.score, scorePaths);
    return project(document, tree, rest, { root: document, variables: variablesOf(options) });
  };
}

/** Adds what differs from row to row: the text score. */
function withScore(root: Branch, score: number | undefined, scorePaths: readonly string[]): Branch {
  if (scorePaths.length === 0) return root;
  const tree = copy(root);
  for (const path of scorePaths) place(tree, path, { kind: 'compute', expression: () => score });
  return tree;
}

function copy(node: Branch): Branch {
  const made = branch();
  for (const [key, child] of node.children)
    made.children.set(key, child.kind === 'branch' ? copy(child) : child);
  return made;
}

/** `$slice`, `$elemMatch`, `$meta` and `path.$`, which only find's projection has. */
function findOperators(options: ProjectionOptions, scorePaths: string[]): SpecialLeaf {
  const seen: Seen = { position: undefined, picks: false };
  return (path, operand) => {
    if (path.endsWith('.$') || path.includes('.$.')) return positional(path, operand, options, seen);
    const [[operator, argument] = ['', null], ...more] = isDoc(operand) ? operand : [];
    if (operator === '$elemMatch') {
      if (more.length > 0)
        throw locationError(16410, `$elemMatch of ${path} can't stand beside other fields`);
      return picking(path, argument, options, seen);
    }
    if (more.length > 0) return undefined;
    if (operator === '$slice') {
      // A field that a position was taken of is no list any more: there it is the aggregation's operator.
      const leaf = seen.position === path ? undefined : sliceLeaf(argument);
      return leaf && { path, leaf, mode: 'any' };
    }
    if (operator !== '$meta') return undefined;
    checkMeta(argument, options.filter);
    scorePaths.push(path);
    return { path: undefined, mode: 'any' };
  };
}

/** What a projection has so far of `path.$`, which may stand there once, and not with `$elemMatch`. */
interface Seen {
  position: string | undefined;
  picks: boolean;
}

function positional(path: string, operand: Value, options: ProjectionOptions, seen: Seen): Special {
  checkPositionalOperand(path, operand);
  if (seen.position !== undefined)
    throw locationError(31276, 'Cannot specify more than one positional projection per query.');
  if (seen.picks) throw locationError(31256, 'Cannot specify positional operator and $elemMatch');
  seen.position = path.slice(0, -2);
  return { path: seen.position, leaf: positionalLeaf(options.filter, options), mode: 'inclusion' };
}

function picking(path: string, argument: Value, options: ProjectionOptions, seen: Seen): Special {
  if (checkedParts(path).length > 1)
    throw locationError(31275, 'Cannot use $elemMatch projection on a nested field');
  if (seen.position !== undefined)
    throw locationError(31255, 'Cannot specify positional operator and $elemMatch');
  seen.picks = true;
  return { path, leaf: elemMatchLeaf(argument, options), mode: 'inclusion unless excluding' };
}

/** What else the manual lists for `$meta`. */
const OTHER_METADATA: ReadonlySet<Value> = new Set([
  'geoNearDistance', 'geoNearPoint', 'indexKey', 'randVal', 'recordId', 'searchHighlights', 'searchScore', 'sortKey',
]); // prettier-ignore

function checkMeta(argument: Value, filter: Doc): void {
  if (typeof argument !== 'string') throw locationError(17307, '$meta only supports string arguments');
  if (OTHER_METADATA.has(argument))
    throw commandError('CommandNotSupported', `$meta ${show(argument)} is not supported`);
  if (argument !== 'textScore') throw locationError(17308, `Unsupported argument to $meta: ${argument}`);
  if (!searchesText(filter))
    throw locationError(40218, 'query requires text score metadata, but it is not available');
}
