import { locationError } from '../errors.ts';
import type { SourceStage, StageCompiler } from './stage.ts';
import { addFields } from './stages/add-fields.ts';
import { bucket } from './stages/bucket.ts';
import { count } from './stages/count.ts';
import { densify } from './stages/densify.ts';
import { facet } from './stages/facet.ts';
import { fill } from './stages/fill.ts';
import { group } from './stages/group.ts';
import { limit } from './stages/limit.ts';
import { lookup } from './stages/lookup.ts';
import { match } from './stages/match.ts';
import { projectStage } from './stages/project.ts';
import { replaceRoot, replaceWith } from './stages/replace-root.ts';
import { skip } from './stages/skip.ts';
import { sort } from './stages/sort.ts';
import { sortByCount } from './stages/sort-by-count.ts';
import { bucketAuto } from './stages/bucket-auto.ts';
import { collStats } from './stages/coll-stats.ts';
import { currentOp } from './stages/current-op.ts';
import { documents } from './stages/documents.ts';
import { geoNear } from './stages/geo-near.ts';
import { graphLookup } from './stages/graph-lookup.ts';
import { indexStats } from './stages/index-stats.ts';
import { listLocalSessions, listSessions } from './stages/list-sessions.ts';
import { merge } from './stages/merge.ts';
import { out } from './stages/out.ts';
import { planCacheStats } from './stages/plan-cache-stats.ts';
import { redact } from './stages/redact.ts';
import { sample } from './stages/sample.ts';
import { setWindowFields } from './stages/set-window-fields.ts';
import { unionWith } from './stages/union-with.ts';
import { unset } from './stages/unset.ts';
import { unwind } from './stages/unwind.ts';

/** The stages by name. */
export const STAGES: ReadonlyMap<string, StageCompiler> = new Map([
  ['$addFields', addFields],
  ['$bucket', bucket],
  ['$bucketAuto', bucketAuto],
  ['$count', count],
  ['$densify', densify],
  ['$facet', facet],
  ['$fill', fill],
  ['$graphLookup', graphLookup],
  ['$group', group],
  ['$limit', limit],
  ['$lookup', lookup],
  ['$match', match],
  ['$merge', merge],
  ['$out', out],
  ['$project', projectStage],
  ['$redact', redact],
  ['$replaceRoot', replaceRoot],
  ['$replaceWith', replaceWith],
  ['$sample', sample],
  ['$set', addFields],
  ['$setWindowFields', setWindowFields],
  ['$skip', skip],
  ['$sort', sort],
  ['$sortByCount', sortByCount],
  ['$unionWith', unionWith],
  ['$unset', unset],
  ['$unwind', unwind],
]);

/** The stages that make documents, by name. */
export const SOURCE_STAGES: ReadonlyMap<string, SourceStage> = new Map([
  ['$collStats', collStats],
  ['$currentOp', currentOp],
  ['$documents', documents],
  ['$geoNear', geoNear],
  ['$indexStats', indexStats],
  ['$listLocalSessions', listLocalSessions],
  ['$listSessions', listSessions],
  ['$planCacheStats', planCacheStats],
]);

/** Stages that exist elsewhere; using one is answered with its name. */
export const UNSUPPORTED_STAGES: ReadonlySet<string> = new Set([
  '$changeStream', '$changeStreamSplitLargeEvent',
  '$listSampledQueries', '$shardedDataDistribution',
]); // prettier-ignore

/** Throws for a name that no stage has. */
export function requireStageName(name: string): void {
  if (STAGES.has(name) || SOURCE_STAGES.has(name) || UNSUPPORTED_STAGES.has(name)) return;
  throw locationError(40324, `Unrecognized pipeline stage name: '${name}'`);
}
