import { doc, isDoc, type Value } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import type { SourceStage } from '../stage.ts';

/** `$indexStats: {}`: the indexes of the collection. Uses are not counted: `accesses.ops` is 0. */
export const indexStats: SourceStage = {
  over: 'collection',
  compile: (operand, { database, collection, engine, op, options }) => {
    if (!isDoc(operand) || operand.size > 0) {
      throw locationError(28803, 'The $indexStats stage specification must be an empty object');
    }
    return () => {
      const specs = engine.indexes(`${database}.${collection ?? ''}`, op.txn) ?? [];
      const since = options.now ?? new Date();
      return [
        specs.map((spec) =>
          doc({
            name: spec.get('name') ?? '',
            key: spec.get('key') ?? new Map<string, Value>(),
            host: 'localhost',
            accesses: doc({ ops: 0n, since }),
            spec,
          }),
        ),
      ];
    };
  },
};
