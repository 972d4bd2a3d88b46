import type { Doc } from '../bson/values.ts';
import { commandError, locationError } from '../errors.ts';
import { searchesText } from '../query/searches-text.ts';
import type { StageContext } from './stage.ts';
import { SOURCE_STAGES } from './stages.ts';

const WRITING = new Set(['$out', '$merge']);
/** As the manual lists them, beside those that write. */
const NOT_IN_TRANSACTIONS = new Set([
  '$collStats', '$currentOp', '$indexStats', '$listLocalSessions', '$listSessions', '$planCacheStats', '$unionWith',
]); // prettier-ignore
const NOT_IN_FACET = new Set([...WRITING, '$facet', '$geoNear', '$collStats', '$indexStats', '$documents']);
/** Not even in the pipelines of stages inside a `$facet`. */
const NOWHERE_IN_FACET = new Set(['$facet', '$geoNear', '$collStats', '$indexStats', '$planCacheStats']);

/** Checks that each stage stands where it may: sources first, `$out` and `$merge` last, none of these in a `$facet`. */
export function checkPlaces(pipeline: readonly Doc[], context: StageContext): void {
  const { within, collection, op } = context;
  pipeline.forEach((stage, index) => {
    for (const name of stage.keys()) {
      if (op.txn !== undefined && NOT_IN_TRANSACTIONS.has(name))
        throw commandError(
          'OperationNotSupportedInTransaction',
          `Stage not supported inside of a multi-document transaction: ${name}`,
        );
      if (isRefusedInFacet(name, context)) {
        throw locationError(40600, `${name} is not allowed to be used within a $facet stage`);
      }
      if (within !== 'command' && WRITING.has(name)) {
        throw locationError(
          within === '$unionWith' ? 31441 : 51047,
          `${name} is not allowed within a ${within}'s sub-pipeline`,
        );
      }
      if (name === '$match' && (index > 0 || within === '$facet') && searchesText(stage.get(name))) {
        throw locationError(17313, '$match with $text is only allowed as the first pipeline stage');
      }
      if (index > 0 && SOURCE_STAGES.has(name)) {
        throw locationError(
          name === '$geoNear' ? 40603 : 40602,
          `${name} is only valid as the first stage in a pipeline.`,
        );
      }
      if (index < pipeline.length - 1 && WRITING.has(name)) {
        throw locationError(40601, `${name} can only be the final stage in the pipeline`);
      }
    }
  });
  if (within !== '$facet') checkStart(pipeline, collection);
}

const isRefusedInFacet = (name: string, { within, inFacet }: StageContext): boolean =>
  within === '$facet'
    ? NOT_IN_FACET.has(name) || SOURCE_STAGES.has(name)
    : inFacet && NOWHERE_IN_FACET.has(name);

function checkStart([first]: readonly Doc[], collection: string | undefined): void {
  const [name = ''] = first?.keys() ?? [];
  const source = SOURCE_STAGES.get(name);
  if (collection === undefined && source?.over !== 'nothing' && source?.over !== 'either') {
    throw commandError(
      'InvalidNamespace',
      `{aggregate: 1} is not valid for '${name}'; a collection is required.`,
    );
  }
  if (collection !== undefined && source?.over === 'nothing') {
    throw commandError('InvalidNamespace', `'${name}' can only be run with {aggregate: 1}`);
  }
}
