import { doc, isDoc, type Value } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import type { SourceStage } from '../stage.ts';

/** `$indexStats: {}`: the indexes of the collection, and how many queries have used each since the start */
export const indexStats: SourceStage = {
  over: 'collection',
  compile: (operand, { database, collection, engine, op }) => {
    if (!isDoc(operand) || operand.size > 0) {
      throw locationError(28803, 'The $indexStats stage specification must be an empty object');
    }
    return () => [
      engine.usesOf(`${database}.${collection ?? ''}`, op.txn).indexes.map(({ spec, count, since }) =>
        doc({
          name: spec.get('name') ?? '',
          key: spec.get('key') ?? new Map<string, Value>(),
          host: 'localhost',
          accesses: doc({ ops: BigInt(count), since }),
          spec,
        }),
      ),
    ];
  },
};
