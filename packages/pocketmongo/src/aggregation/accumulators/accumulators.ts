import type { Value } from '../../bson/values.ts';
import type { Compiler, Scope } from '../expressions/expression.ts';
import { addToSet, push } from './collect.ts';
import { first, last } from './first-last.ts';
import { max, min } from './min-max.ts';
import { median, percentile } from './percentile.ts';
import { bottom, bottomN, firstN, lastN, maxN, minN, top, topN } from './n.ts';
import { mergeObjects } from './merge-objects.ts';
import { avg, count, stdDevPop, stdDevSamp, sum } from './numbers.ts';

/** The running value of one group. */
export interface Accumulator {
  add: (scope: Scope) => void;
  result: () => Value | undefined;
}

export type AccumulatorFactory = () => Accumulator;
/** Checks the argument once; the factory then makes one accumulator per group. */
export type AccumulatorCompiler = (argument: Value, compiler: Compiler) => AccumulatorFactory;

/** The accumulators of `$group` by name. */
export const ACCUMULATORS: ReadonlyMap<string, AccumulatorCompiler> = new Map([
  ['$addToSet', addToSet],
  ['$avg', avg],
  ['$bottom', bottom],
  ['$bottomN', bottomN],
  ['$count', count],
  ['$first', first],
  ['$firstN', firstN],
  ['$last', last],
  ['$lastN', lastN],
  ['$max', max],
  ['$maxN', maxN],
  ['$median', median],
  ['$mergeObjects', mergeObjects],
  ['$min', min],
  ['$minN', minN],
  ['$percentile', percentile],
  ['$push', push],
  ['$stdDevPop', stdDevPop],
  ['$stdDevSamp', stdDevSamp],
  ['$sum', sum],
  ['$top', top],
  ['$topN', topN],
]);
