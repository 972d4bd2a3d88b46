import { doc, double, isDoc, isNumeric, type Doc, type Value } from '../../bson/values.ts';
import { toNumber } from '../../bson/numbers.ts';
import { commandError, locationError } from '../../errors.ts';
import { bindVariables } from '../../query/bind-variables.ts';
import { compileFilter } from '../../query/match.ts';
import { isTruthy } from '../../query/operators/element.ts';
import { findNear, nearestOf, nearOf, type Near } from '../../query/geo/near.ts';
import { Draft } from '../../update/draft.ts';
import { checkedParts } from '../../query/checked-path.ts';
import { StageMemory } from '../memory.ts';
import { sizeOf } from '../size-of.ts';
import { inChunks, type SourceStage, type StageContext } from '../stage.ts';

type GeoNear = {
  near: Near;
  distanceField: readonly string[];
  includeLocs: readonly string[] | undefined;
  multiplier: number;
  query: Doc;
  key: string | undefined;
};

type Found = { document: Doc; distance: number };

const FIELDS = new Set([
  'near', 'distanceField', 'spherical', 'minDistance', 'maxDistance', 'query', 'distanceMultiplier', 'includeLocs',
  'key', 'uniqueDocs',
]); // prettier-ignore

/** `$geoNear`: the documents with a place, the nearest first. All that `query` lets in are looked at. */
export const geoNear: SourceStage = {
  over: 'collection',
  compile: (operand, context, name) => {
    const plan = parse(operand, context);
    const memory = new StageMemory(name, context.memoryLimit);
    return () => {
      memory.reset();
      const found = nearDocuments(plan, context, memory);
      found.sort((a, b) => a.distance - b.distance);
      return inChunks(found.map(({ document }) => document));
    };
  },
};

function nearDocuments(plan: GeoNear, context: StageContext, memory: StageMemory): Found[] {
  const { engine, op, database, collection = '', options, step } = context;
  const namespace = `${database}.${collection}`;
  const path = keyOf(engine.indexes(namespace, op.txn) ?? [], plan.key);
  const filter = bindVariables(plan.query, options.variables);
  const cursor = engine.find(op, namespace, { filter, collation: options.collation });
  const found: Found[] = [];
  for (let row = cursor.next(); row !== undefined; row = cursor.next()) {
    step();
    const nearest = nearestOf(row.doc(), path, plan.near);
    if (nearest === undefined) continue;
    const draft = new Draft(row.doc());
    const distance = nearest.distance * plan.multiplier;
    draft.set(plan.distanceField, double(distance));
    if (plan.includeLocs !== undefined) draft.set(plan.includeLocs, nearest.place);
    memory.grow(sizeOf(draft.root));
    found.push({ document: draft.root, distance: nearest.distance });
  }
  return found;
}

/** The field whose places count: the one that is asked for, or the only one with an index for places. */
function keyOf(indexes: readonly Doc[], wanted: string | undefined): string {
  const keys = indexes.flatMap((spec) => {
    const key = spec.get('key');
    return isDoc(key) && spec.get('hidden') !== true ? [...key] : [];
  });
  const flat = keys.filter(([, kind]) => kind === '2d').map(([path]) => path);
  const round = keys.filter(([, kind]) => kind === '2dsphere').map(([path]) => path);
  if (wanted !== undefined) {
    if (flat.includes(wanted) || round.includes(wanted)) return wanted;
    throw commandError('NoQueryExecutionPlans', 'unable to find index for $geoNear query');
  }
  const [path, another] = flat.length > 0 ? flat : [...new Set(round)];
  if (path === undefined)
    throw commandError('IndexNotFound', '$geoNear requires a 2d or 2dsphere index, but none were found');
  if (another !== undefined)
    throw commandError(
      'IndexNotFound',
      `There is more than one ${flat.length > 0 ? '2d' : '2dsphere'} index; unsure which to use for $geoNear`,
    );
  return path;
}

function parse(operand: Value, { options }: StageContext): GeoNear {
  if (!isDoc(operand)) throw locationError(10065, 'invalid parameter: expected an object ($geoNear)');
  for (const name of operand.keys()) {
    if (!FIELDS.has(name)) throw commandError('FailedToParse', `unknown argument to $geoNear: ${name}`);
  }
  const distanceField = operand.get('distanceField');
  if (typeof distanceField !== 'string')
    throw locationError(16606, "$geoNear requires that the 'distanceField' option is a String");
  const includeLocs = operand.get('includeLocs');
  if (includeLocs !== undefined && typeof includeLocs !== 'string')
    throw locationError(16607, "$geoNear requires that 'includeLocs' option is a String");
  const key = operand.get('key');
  if (key !== undefined && (typeof key !== 'string' || key === ''))
    throw commandError('TypeMismatch', "$geoNear parameter 'key' must be a string that is not empty");
  const query = operand.get('query') ?? doc({});
  if (!isDoc(query)) throw commandError('TypeMismatch', "$geoNear parameter 'query' must be an object");
  if (findNear(query) !== undefined) throw commandError('BadValue', 'Too many geoNear expressions');
  compileFilter(query, options);
  return {
    near: nearArgument(operand),
    distanceField: checkedParts(distanceField),
    includeLocs: includeLocs === undefined ? undefined : checkedParts(includeLocs),
    multiplier: amount(operand, 'distanceMultiplier') ?? 1,
    query,
    key,
  };
}

function nearArgument(operand: Doc): Near {
  const near = operand.get('near');
  if (near === undefined) throw locationError(5_860_400, "$geoNear requires a 'near' argument");
  const limits: Doc = new Map();
  for (const name of ['minDistance', 'maxDistance'] as const) {
    const value = amount(operand, name);
    if (value !== undefined) limits.set(`$${name}`, value);
  }
  const spherical = isTruthy(operand.get('spherical') ?? false);
  return nearOf(spherical ? '$nearSphere' : '$near', near, limits);
}

function amount(operand: Doc, name: string): number | undefined {
  const value = operand.get(name);
  if (value === undefined) return undefined;
  const number = isNumeric(value) ? toNumber(value) : Number.NaN;
  if (!(number >= 0))
    throw commandError('TypeMismatch', `$geoNear parameter '${name}' must be a non-negative number`);
  return number;
}
