import { doc, type Doc, isDoc, isNumeric, type Value } from '../../bson/values.ts';
import { wholeNumberOf } from '../../bson/whole-number.ts';
import { collectionStats } from '../../catalog/collection-stats.ts';
import { commandError, locationError } from '../../errors.ts';
import { unknownField, wrongType } from '../../field-errors.ts';
import { typeAlias } from '../../query/types.ts';
import { isNullish } from '../expressions/expression.ts';
import type { SourceStage, StageContext } from '../stage.ts';

const OPTIONS = ['latencyStats', 'storageStats', 'count', 'queryExecStats'];
const MAX_SCALE = 2 ** 31 - 1;

/** `$collStats: {latencyStats, storageStats, count, queryExecStats}`: one document of figures */
export const collStats: SourceStage = {
  over: 'collection',
  compile: (operand, context) => {
    const { database, collection, engine, op, options, latencies } = context;
    const wanted = parse(operand);
    const scale = scaleOf(wanted.get('storageStats'));
    const namespace = `${database}.${collection ?? ''}`;
    return () => {
      if (wanted.size > 0) checkCollection(namespace, context);
      const found = doc({ ns: namespace, host: 'localhost', localTime: options.system?.now ?? new Date() });
      if (wanted.has('latencyStats')) found.set('latencyStats', latencies(namespace));
      if (wanted.has('storageStats')) found.set('storageStats', collectionStats(engine, namespace, scale));
      if (wanted.has('count')) found.set('count', engine.stats(namespace).count);
      if (wanted.has('queryExecStats')) {
        const scans = BigInt(engine.usesOf(namespace, op.txn).scans);
        found.set('queryExecStats', doc({ collectionScans: doc({ total: scans, nonTailable: scans }) }));
      }
      return [[found]];
    };
  },
};

/** The options that are asked for; null stands for none. */
function parse(operand: Value): Doc {
  if (!isDoc(operand))
    throw locationError(5447000, `$collStats must take a nested object but found: ${typeAlias(operand)}`);
  const wanted: Doc = new Map();
  for (const [name, option] of operand) {
    if (!OPTIONS.includes(name)) throw unknownField(`$collStats.${name}`);
    if (isNullish(option)) continue;
    if (!isDoc(option)) throw wrongType(`$collStats.${name}`, option, 'object');
    if ((name === 'count' || name === 'queryExecStats') && option.size > 0)
      throw locationError(31170, `'${name}' of $collStats takes no options`);
    if (name === 'latencyStats') checkLatencyStats(option);
    wanted.set(name, option);
  }
  return wanted;
}

function checkLatencyStats(option: Doc): void {
  for (const [name, value] of option) {
    const field = `$collStats.latencyStats.${name}`;
    if (name !== 'histograms') throw unknownField(field);
    if (typeof value !== 'boolean') throw wrongType(field, value, 'bool');
    if (value) throw commandError('CommandNotSupported', '$collStats with histograms is not supported');
  }
}

function checkCollection(namespace: string, { engine }: StageContext): void {
  if (engine.view(namespace) !== undefined)
    throw commandError('CommandNotSupportedOnView', `${namespace} is a view, not a collection`);
  if (engine.collection(namespace) === undefined)
    throw commandError('NamespaceNotFound', `Collection [${namespace}] not found.`);
}

function scaleOf(storageStats: Value | undefined): number {
  const scale = isDoc(storageStats) ? storageStats.get('scale') : undefined;
  if (isNullish(scale)) return 1;
  if (!isNumeric(scale)) throw wrongType('$collStats.storageStats.scale', scale, 'number');
  const whole = wholeNumberOf(scale);
  if (whole < 1) throw commandError('BadValue', `'scale' must be at least 1, found ${whole}`);
  return Math.min(whole, MAX_SCALE);
}
