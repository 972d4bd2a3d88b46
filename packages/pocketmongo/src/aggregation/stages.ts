import type { StageCompiler } from './stage.ts';
import { addFields } from './stages/add-fields.ts';
import { bucket } from './stages/bucket.ts';
import { count } from './stages/count.ts';
import { facet } from './stages/facet.ts';
import { group } from './stages/group.ts';
import { limit } from './stages/limit.ts';
import { lookup } from './stages/lookup.ts';
import { match } from './stages/match.ts';
import { projectStage } from './stages/project.ts';
import { replaceRoot, replaceWith } from './stages/replace-root.ts';
import { skip } from './stages/skip.ts';
import { sort } from './stages/sort.ts';
import { sortByCount } from './stages/sort-by-count.ts';
import { unionWith } from './stages/union-with.ts';
import { unset } from './stages/unset.ts';
import { unwind } from './stages/unwind.ts';

/** The stages by name. */
export const STAGES: ReadonlyMap<string, StageCompiler> = new Map([
  ['$addFields', addFields],
  ['$bucket', bucket],
  ['$count', count],
  ['$facet', facet],
  ['$group', group],
  ['$limit', limit],
  ['$lookup', lookup],
  ['$match', match],
  ['$project', projectStage],
  ['$replaceRoot', replaceRoot],
  ['$replaceWith', replaceWith],
  ['$set', addFields],
  ['$skip', skip],
  ['$sort', sort],
  ['$sortByCount', sortByCount],
  ['$unionWith', unionWith],
  ['$unset', unset],
  ['$unwind', unwind],
]);

/** Stages that exist elsewhere; using one is answered with its name. */
export const UNSUPPORTED_STAGES: ReadonlySet<string> = new Set([
  '$bucketAuto', '$changeStream', '$changeStreamSplitLargeEvent', '$collStats', '$currentOp', '$densify',
  '$documents', '$fill', '$geoNear', '$graphLookup', '$indexStats', '$listLocalSessions', '$listSampledQueries',
  '$listSessions', '$merge', '$out', '$planCacheStats', '$redact', '$sample',
  '$setWindowFields', '$shardedDataDistribution',
]); // prettier-ignore
