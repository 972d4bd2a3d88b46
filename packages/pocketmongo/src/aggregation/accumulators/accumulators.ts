import type { AccumulatorCompiler } from './accumulator.ts';
import { addToSet, push } from './collect.ts';
import { first, last } from './first-last.ts';
import { max, min } from './min-max.ts';
import { median, percentile } from './percentile.ts';
import { bottom, bottomN, firstN, lastN, maxN, minN, top, topN } from './n.ts';
import { mergeObjects } from './merge-objects.ts';
import { avg, count, stdDevPop, stdDevSamp, sum } from './numbers.ts';

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
