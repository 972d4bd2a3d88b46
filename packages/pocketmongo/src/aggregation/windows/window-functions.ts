import { ACCUMULATORS } from '../accumulators/accumulators.ts';
import { accumulated } from './accumulated.ts';
import { covariancePop, covarianceSamp } from './covariance.ts';
import { stdDevPop, stdDevSamp } from './deviations.ts';
import { RANKS } from './ranks.ts';
import { derivative, integral, linearFill } from './rates.ts';
import { expMovingAvg, locf, shift } from './series.ts';
import type { WindowFunctionCompiler } from './window-function.ts';

/** The functions of `$setWindowFields` by name: every accumulator but one, and those of windows alone. */
export const WINDOW_FUNCTIONS: ReadonlyMap<string, WindowFunctionCompiler> = new Map([
  ...[...ACCUMULATORS]
    .filter(([name]) => name !== '$mergeObjects')
    .map(([name, compile]): [string, WindowFunctionCompiler] => [name, accumulated(compile)]),
  ['$covariancePop', covariancePop],
  ['$covarianceSamp', covarianceSamp],
  ['$derivative', derivative],
  ['$expMovingAvg', expMovingAvg],
  ['$integral', integral],
  ['$linearFill', linearFill],
  ['$locf', locf],
  ...RANKS,
  ['$shift', shift],
  ['$stdDevPop', stdDevPop],
  ['$stdDevSamp', stdDevSamp],
]);
