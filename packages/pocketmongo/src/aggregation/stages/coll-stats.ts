import { toNumber } from '../../bson/numbers.ts';
import { doc, isDoc, isNumeric, type Value } from '../../bson/values.ts';
import { commandError } from '../../errors.ts';
import { collectionStats } from '../../catalog/collection-stats.ts';
import type { SourceStage } from '../stage.ts';

/** `$collStats: {count, storageStats}`: one document of figures; `latencyStats` and `queryExecStats` are not kept */
export const collStats: SourceStage = {
  over: 'collection',
  compile: (operand, { database, collection, engine, options }) => {
    if (!isDoc(operand)) throw commandError('TypeMismatch', '$collStats must take a nested object');
    for (const name of operand.keys()) {
      if (name !== 'count' && name !== 'storageStats')
        throw commandError('CommandNotSupported', `$collStats with ${name} is not supported`);
    }
    const namespace = `${database}.${collection ?? ''}`;
    return () => {
      const found = doc({ ns: namespace, host: 'localhost', localTime: options.now ?? new Date() });
      const wanted = operand.get('storageStats');
      if (wanted !== undefined)
        found.set('storageStats', collectionStats(engine, namespace, scaleOf(wanted)));
      if (operand.has('count')) found.set('count', engine.stats(namespace).count);
      return [[found]];
    };
  },
};

function scaleOf(wanted: Value): number {
  const scale: Value | undefined = isDoc(wanted) ? wanted.get('scale') : undefined;
  return isNumeric(scale) ? Math.max(1, Math.trunc(toNumber(scale))) : 1;
}
