import { isDoc } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import { findNear } from '../../query/geo/near.ts';
import { compileFilter } from '../../query/match.ts';
import { perChunk, type StageCompiler } from '../stage.ts';

/** `$match` behind the start of a pipeline; at the start the engine answers it. */
export const match: StageCompiler = (operand, { options, step }) => {
  if (!isDoc(operand)) throw locationError(15959, 'the match filter must be an expression in an object');
  if (findNear(operand) !== undefined)
    throw locationError(
      5626500,
      '$geoNear, $near, and $nearSphere are not allowed in this context, as these operators require sorting geospatial data. ' +
        'If you do not need sort, consider using $geoWithin instead.',
    );
  const matches = compileFilter(operand, options);
  return perChunk((documents) =>
    documents.filter((document) => {
      step();
      return matches(document);
    }),
  );
};
