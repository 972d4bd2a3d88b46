import { double, isDoc, type Doc } from '../../bson/values.ts';
import { commandError } from '../../errors.ts';
import { bindVariables } from '../../query/bind-variables.ts';
import { nearestOf } from '../../query/geo/near.ts';
import { Draft } from '../../update/draft.ts';
import { StageMemory } from '../memory.ts';
import { sizeOf } from '../size-of.ts';
import { inChunks, type SourceStage, type StageContext } from '../stage.ts';
import { type GeoNear, parseGeoNear } from './geo-near-options.ts';

type Found = { document: Doc; distance: number };

/** `$geoNear`: the documents with a place, the nearest first. All that `query` lets in are looked at. */
export const geoNear: SourceStage = {
  over: 'collection',
  compile: (operand, context, name) => {
    const plan = parseGeoNear(operand, context);
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
  const indexes = engine.indexes(namespace, op.txn);
  if (indexes === undefined)
    throw commandError('NamespaceNotFound', `$geoNear was asked of ${namespace}, which does not exist`);
  const path = keyOf(indexes, plan);
  const filter = bindVariables(plan.query, options.variables);
  const cursor = engine.find(op, namespace, {
    filter,
    collation: options.collation,
    system: options.system,
  });
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
function keyOf(indexes: readonly Doc[], { key: wanted, near }: GeoNear): string {
  const keys = indexes.flatMap((spec) => {
    const key = spec.get('key');
    return isDoc(key) && spec.get('hidden') !== true ? [...key] : [];
  });
  const flat = keys.filter(([, kind]) => kind === '2d').map(([path]) => path);
  const round = keys.filter(([, kind]) => kind === '2dsphere').map(([path]) => path);
  const path = wanted ?? onlyOne(flat.length > 0 ? flat : round, flat.length > 0 ? '2d' : '2dsphere');
  const fits = { '2d': flat.includes(path), '2dsphere': round.includes(path) };
  if (near.indexes.some((kind) => fits[kind])) return path;
  throw commandError('NoQueryExecutionPlans', 'unable to find index for $geoNear query');
}

function onlyOne(paths: readonly string[], kind: string): string {
  const [path, another] = new Set(paths);
  if (path === undefined)
    throw commandError('IndexNotFound', '$geoNear requires a 2d or 2dsphere index, but none were found');
  if (another === undefined) return path;
  throw commandError(
    'IndexNotFound',
    `There is more than one ${kind} index; unsure which to use for $geoNear`,
  );
}
