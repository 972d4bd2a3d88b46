import { ACCUMULATORS } from '../accumulators/accumulators.ts';
import { accumulated } from './accumulated.ts';
import { denseRank, documentNumber, rank } from './ranks.ts';
import { covariancePop, covarianceSamp, derivative, integral, linearFill } from './rates.ts';
import { expMovingAvg, locf, shift } from './series.ts';
import type { WindowFunctionCompiler } from './window-function.ts';

/** The functions of `$setWindowFields` by name: every accumulator but one, and those of windows alone. */
export const WINDOW_FUNCTIONS: ReadonlyMap<string, WindowFunctionCompiler> = new Map([
  ...[...ACCUMULATORS]
    .filter(([name]) => name !== '$mergeObjects')
    .map(([name, compile]): [string, WindowFunctionCompiler] => [name, accumulated(compile)]),
  ['$covariancePop', accumulated(covariancePop)],
  ['$covarianceSamp', accumulated(covarianceSamp)],
  ['$denseRank', denseRank],
  ['$derivative', derivative],
  ['$documentNumber', documentNumber],
  ['$expMovingAvg', expMovingAvg],
  ['$integral', integral],
  ['$linearFill', linearFill],
  ['$locf', locf],
  ['$rank', rank],
  ['$shift', shift],
]);
