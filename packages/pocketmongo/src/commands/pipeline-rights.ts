import { type Asked, collectionAsked, type Demand, demands, type Demands } from '../auth/access.ts';
import { isDoc, type Value } from '../bson/values.ts';
import { databaseResource } from '../auth/resource.ts';
import { collectionsRead } from '../views/dependencies.ts';

/** What an aggregation that reads demands of its caller; `$out` and `$merge` look after what they write. */
export const pipelineRights: Demands = (asked) => {
  const pipeline = asked.body.get('pipeline');
  const [first] = Array.isArray(pipeline) ? pipeline : [];
  const others = collectionsRead(pipeline).map((collection) => ({ db: asked.database, collection }));
  return [...sourceRights(asked, first), ...others.flatMap((other) => demands(other, 'find'))];
};

function sourceRights(asked: Asked, first: Value | undefined): readonly Demand[] {
  const [[stage = '', operand = null] = []] = isDoc(first) ? first : [];
  const on = collectionAsked(asked);
  switch (stage) {
    case '$changeStream': {
      const wholeCluster = isDoc(operand) && operand.get('allChangesForCluster') === true;
      return demands(wholeCluster ? databaseResource('') : on, 'find', 'changeStream');
    }
    case '$collStats':
      return demands(on, 'collStats');
    case '$indexStats':
      return demands(on, 'indexStats');
    case '$planCacheStats':
      return demands(on, 'planCacheRead');
    case '$currentOp':
    case '$listLocalSessions':
    case '$listSessions':
    case '$documents':
      // The first three show to everybody what is their own, and ask for more themselves.
      return [];
    default:
      return demands(on, 'find');
  }
}
