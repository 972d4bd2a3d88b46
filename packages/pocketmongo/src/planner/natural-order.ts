import type { CollectionEntry } from '../catalog/entries.ts';
import { analyse } from './analysis.ts';
import { collationOrders } from './collated-bounds.ts';
import { planIndex } from './index-plan.ts';
import { type Access, indexAccess } from './plan.ts';

const EVERYTHING = analyse(new Map());

/** All of a collection in its own order: that of insertion, in a clustered one that of `_id`. */
export function wholeCollection(collection: CollectionEntry, reverse: boolean): Access {
  const cluster = collection.options.has('clusteredIndex')
    ? collection.indexes.find(({ keyPattern }) => keyPattern.size === 1 && keyPattern.has('_id'))
    : undefined;
  return cluster === undefined || !collationOrders(cluster, cluster.collation)
    ? { kind: 'collection', reverse }
    : { ...indexAccess(planIndex(cluster, EVERYTHING, cluster.collation)), reverse };
}
