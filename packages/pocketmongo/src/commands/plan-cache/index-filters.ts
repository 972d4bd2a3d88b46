import { onCollection } from '../../auth/access.ts';
import { doc, type Doc, isDoc, type Value } from '../../bson/values.ts';
import type { Query } from '../../engine.ts';
import { commandError } from '../../errors.ts';
import type { IndexFilter } from '../../catalog/index-filter.ts';
import { queryShape } from '../../planner/query-shape.ts';
import { compileFilter } from '../../query/match.ts';
import { collationOf } from '../collation.ts';
import type { Command, CommandCall } from '../command.ts';
import { plannedCollection } from './planned-collection.ts';

const SHAPE = ['query', 'sort', 'projection', 'collation'] as const;

/** Sets the only indexes that queries of a shape may use, whatever they hint, until the server ends. */
export const planCacheSetFilter: Command = {
  names: ['planCacheSetFilter'],
  access: onCollection('planCacheIndexFilter'),
  fields: [...SHAPE, 'indexes'],
  run: (call) => {
    const namespace = plannedCollection(call);
    if (call.server.engine.collection(namespace) === undefined)
      throw commandError('BadValue', `ns doesn't exist: ${namespace}`);
    const query = shapeAsked(call, namespace);
    const filter: IndexFilter = { shape: queryShape(query), query, indexes: indexesAsked(call.body) };
    const { engine } = call.server;
    const others = engine.indexFilters(namespace).filter(({ shape }) => shape !== filter.shape);
    engine.setIndexFilters(namespace, [...others, filter]);
    return new Map();
  },
};

export const planCacheListFilters: Command = {
  names: ['planCacheListFilters'],
  access: onCollection('planCacheIndexFilter'),
  fields: [],
  run: (call) => {
    const namespace = plannedCollection(call);
    return doc({ filters: call.server.engine.indexFilters(namespace).map(shown) });
  },
};

/** Takes back the filter of one shape, or all of the collection. */
export const planCacheClearFilters: Command = {
  names: ['planCacheClearFilters'],
  access: onCollection('planCacheIndexFilter'),
  fields: [...SHAPE],
  run: (call) => {
    const namespace = plannedCollection(call);
    const { engine } = call.server;
    if (engine.collection(namespace) === undefined) return new Map();
    if (!call.body.has('query') && SHAPE.some((field) => call.body.has(field)))
      throw commandError('BadValue', 'sort, projection and collation are given with a query');
    const gone = call.body.has('query') ? queryShape(shapeAsked(call, namespace)) : undefined;
    const left = engine.indexFilters(namespace).filter(({ shape }) => gone !== undefined && shape !== gone);
    engine.setIndexFilters(namespace, left);
    return new Map();
  },
};

function shapeAsked(call: CommandCall, namespace: string): Query {
  const [filter, sort, projection] = (['query', 'sort', 'projection'] as const).map((field) => {
    const value = call.body.get(field);
    if (isDoc(value)) return value;
    if (value === undefined && field !== 'query') return undefined;
    throw commandError('BadValue', `required field ${field} must be an object`);
  });
  checkCollation(call.body.get('collation'));
  const query = {
    filter: filter ?? doc({}),
    sort,
    projection,
    collation: collationOf(call, namespace, call.body),
  };
  compileFilter(query.filter, { collation: query.collation, system: call.system });
  return query;
}

function checkCollation(given: Value | undefined): void {
  if (given !== undefined && !(isDoc(given) && given.size > 0))
    throw commandError('BadValue', 'optional field collation must be an object that is not empty');
}

function indexesAsked(body: Doc): (string | Doc)[] {
  const given = body.get('indexes');
  if (!Array.isArray(given) || given.length === 0)
    throw commandError('BadValue', 'required field indexes must be a list of at least one index');
  return given.map((index) => {
    if ((typeof index === 'string' && index !== '') || (isDoc(index) && index.size > 0)) return index;
    throw commandError('BadValue', 'each item in indexes must be the name or the keys of an index');
  });
}

function shown({ query: { filter, sort, projection, collation }, indexes }: IndexFilter): Doc {
  return new Map<string, Value>([
    ['query', filter],
    ['sort', sort ?? doc({})],
    ['projection', projection ?? doc({})],
    ...(collation === undefined ? [] : [['collation', collation.spec] as const]),
    ['indexes', [...indexes]],
  ]);
}
