import { variablesOf } from '../aggregation/expressions/compile.ts';
import { type Doc, isDoc, isNumeric, type Value } from '../bson/values.ts';
import { toNumber } from '../bson/numbers.ts';
import type { Row } from '../engine.ts';
import type { Collation } from '../collation/collation.ts';
import { commandError, locationError } from '../errors.ts';
import { compileElementTest } from '../query/element-tests.ts';
import { compilePosition, isOperatorDoc } from '../query/match.ts';
import { searchesText } from '../query/searches-text.ts';
import { show } from '../query/show.ts';
import { parseProjection, type SpecialLeaf } from './parse.ts';
import { type Branch, branch, type Leaf, place, project } from './tree.ts';

export interface ProjectionOptions {
  /** The query's filter; the positional `$` looks into it. */
  filter: Doc;
  collation: Collation | undefined;
  now: Date;
  variables: ReadonlyMap<string, Value | undefined> | undefined;
}

export type Projector = (row: Pick<Row, 'doc' | 'score'>) => Doc;

/** Compiles find's projection; undefined when documents are returned as they are. */
export function compileProjection(spec: Doc | undefined, options: ProjectionOptions): Projector | undefined {
  if (spec === undefined || spec.size === 0) return undefined;
  const scorePaths: string[] = [];
  const positionPaths: string[] = [];
  const special = findOperators(options, scorePaths, positionPaths);
  const { root, rest } = parseProjection(spec, options, special);
  if (positionPaths.length > 1) {
    throw locationError(31276, 'Cannot specify more than one positional projection per query.');
  }
  const positionOf = positionPaths.length > 0 ? compilePosition(options.filter, options) : undefined;
  return (row) => {
    const document = row.doc();
    const tree = withRowValues(root, row.score, scorePaths, positionPaths, positionOf?.(document));
    return project(document, tree, rest, { root: document, variables: variablesOf(options) });
  };
}

/** Adds what differs from row to row: the text score and the position. */
function withRowValues(
  root: Branch,
  score: number | undefined,
  scorePaths: readonly string[],
  positionPaths: readonly string[],
  position: number | undefined,
): Branch {
  if (scorePaths.length === 0 && positionPaths.length === 0) return root;
  const tree = copy(root);
  for (const path of scorePaths) place(tree, path, { kind: 'compute', expression: () => score });
  for (const path of positionPaths) {
    place(tree, path, { kind: 'transform', apply: (value) => atPosition(value, position) });
  }
  return tree;
}

function copy(node: Branch): Branch {
  const made = branch();
  for (const [key, child] of node.children)
    made.children.set(key, child.kind === 'branch' ? copy(child) : child);
  return made;
}

function atPosition(value: Value, position: number | undefined): Value {
  if (!Array.isArray(value)) return value;
  if (position === undefined) {
    throw locationError(
      51246,
      "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array",
    );
  }
  return value.slice(position, position + 1);
}

/** `$slice`, `$elemMatch`, `$meta` and `path.$`, which only find's projection has. */
function findOperators(
  options: ProjectionOptions,
  scorePaths: string[],
  positionPaths: string[],
): SpecialLeaf {
  return (path, operand) => {
    if (path.includes('.$.'))
      throw locationError(
        31394,
        `As of 4.4, it's illegal to specify positional operator in the middle of a path: ${path}`,
      );
    if (path.endsWith('.$')) {
      if (operand === false || (isNumeric(operand) && toNumber(operand) === 0))
        throw locationError(31395, 'positional projection cannot be used with exclusion');
      positionPaths.push(path.slice(0, -2));
      return { path: undefined, includes: true };
    }
    if (!isDoc(operand) || operand.size !== 1) return undefined;
    const [[operator, argument] = ['', null]] = operand;
    if (operator === '$slice') return sliceLeaf(path, argument);
    if (operator === '$elemMatch' && path.includes('.'))
      throw locationError(31275, 'Cannot use $elemMatch projection on a nested field');
    if (operator === '$elemMatch') return { path, leaf: elemMatchLeaf(argument, options), includes: true };
    if (operator !== '$meta') return undefined;
    checkMeta(argument, options.filter);
    scorePaths.push(path);
    return { path: undefined, includes: false };
  };
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

function sliceLeaf(path: string, argument: Value) {
  if (Array.isArray(argument) && argument.length === 0)
    throw locationError(
      28667,
      'Expression $slice takes at least 2 arguments, and at most 3, but 0 were passed in.',
    );
  const numbers = (Array.isArray(argument) ? argument : [argument]).map((part) =>
    isNumeric(part) ? Math.trunc(toNumber(part)) : Number.NaN,
  );
  const [first = Number.NaN, second] = numbers;
  // With an expression as argument it is the aggregation operator.
  if (numbers.some(Number.isNaN) || numbers.length > 2) return undefined;
  if (second !== undefined && second <= 0) {
    throw locationError(28724, 'First argument to $slice must be an array, but is of type: int');
  }
  return {
    path,
    leaf: { kind: 'transform', apply: (value: Value) => slice(value, first, second) } as const,
    includes: false,
  };
}

function slice(value: Value, first: number, count: number | undefined): Value {
  if (!Array.isArray(value)) return value;
  if (count === undefined) return first < 0 ? value.slice(first) : value.slice(0, first);
  const start = first < 0 ? Math.max(0, value.length + first) : first;
  return value.slice(start, start + count);
}

function elemMatchLeaf(argument: Value, { collation, now }: ProjectionOptions): Leaf {
  if (!isDoc(argument)) throw locationError(31274, 'elemMatch: Invalid argument, object required');
  const test = compileElementTest(argument, { collation, now });
  const plain = !isOperatorDoc(argument);
  return {
    kind: 'transform',
    apply: (value) => {
      if (!Array.isArray(value)) return undefined;
      const found = value.find((element) => (plain && !isDoc(element) ? false : test(element)));
      return found === undefined ? undefined : [found];
    },
  };
}
