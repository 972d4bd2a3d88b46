import { requireRight } from '../auth/authorize.ts';
import { collectionResource } from '../auth/resource.ts';
import { checkPipeline } from '../aggregation/check-pipeline.ts';
import { validatePipeline } from '../aggregation/compile.ts';
import { encodeDocument } from '../bson/encode.ts';
import { doc, type Doc } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { checkViewPipeline, collectionsRead } from '../views/dependencies.ts';
import { optionalArray, optionalString } from './arguments.ts';
import { collationOf } from './collation.ts';
import type { CommandCall } from './command.ts';
import { namespace as joinNamespace } from './namespace.ts';
import { stageContext } from './run-pipeline.ts';

/** Less than a document may have: it is stored with the view's other options. */
const MAX_PIPELINE_BYTES = 16_000_000;

/** The options of a view in a create or collMod, its pipeline checked; undefined when neither speaks of one. */
export function viewOptions(call: CommandCall, namespace: string): Doc | undefined {
  const viewOn = optionalString(call.body, 'viewOn');
  const given = optionalArray(call.body, 'pipeline');
  if (viewOn === undefined) {
    if (given === undefined) return undefined;
    throw commandError('InvalidOptions', "'pipeline' requires 'viewOn' to also be specified");
  }
  if (call.op.txn !== undefined)
    throw commandError(
      'OperationNotSupportedInTransaction',
      `Cannot create a view in a multi-document transaction: ${namespace}`,
    );
  joinNamespace(call.database, viewOn);
  const pipeline = checkPipeline(given ?? []);
  checkMayShow(call, namespace, [viewOn, ...collectionsRead([...pipeline])]);
  checkViewPipeline(namespace, pipeline);
  if (encodeDocument(doc({ pipeline })).length > MAX_PIPELINE_BYTES)
    throw commandError('ViewPipelineMaxSizeExceeded', `the pipeline of the view ${namespace} is too long`);
  validatePipeline(pipeline, stageContext(call, viewOn, new Map()));
  const collation = collationOf(call, undefined, call.body);
  return doc({ viewOn, pipeline, ...(collation === undefined ? {} : { collation: collation.spec }) });
}

/** Who may read the view must be allowed to read what it shows; who may not gains nothing by making it. */
function checkMayShow(
  { connection, database, name }: CommandCall,
  view: string,
  shown: readonly string[],
): void {
  if (!connection.grants.allows('find', collectionResource(view))) return;
  for (const collection of shown)
    requireRight(connection, { action: 'find', on: { db: database, collection } }, name);
}
