import { toNumber } from '../../bson/numbers.ts';
import { isDoc, isNumeric, type Value } from '../../bson/values.ts';
import type { AccumulatorCompiler } from '../accumulators/accumulator.ts';
import * as whole from '../accumulators/numbers.ts';
import { accumulated } from './accumulated.ts';
import type { WindowFunctionCompiler } from './window-function.ts';

/** In a window that moves: null as long as an infinity or NaN is in it, and a single number deviates by int32 0. */
const moving =
  (compile: AccumulatorCompiler, single: Value): AccumulatorCompiler =>
  (argument, compiler) => {
    const expression = compiler.expression(argument);
    const create = compile(argument, compiler);
    return () => {
      const deviation = create();
      let [counted, beyond] = [0, 0];
      return {
        add: (scope) => {
          const value = expression(scope);
          if (!isNumeric(value)) return;
          counted += 1;
          if (!Number.isFinite(toNumber(value))) beyond += 1;
          deviation.add(scope);
        },
        result: () => {
          if (beyond > 0) return null;
          return counted === 1 ? single : deviation.result();
        },
      };
    };
  };

/** Whether nothing falls out of a window, as far as can be told before it is checked. */
function startsAtFirst(window: Value | undefined): boolean {
  const ends = isDoc(window) ? (window.get('documents') ?? window.get('range')) : undefined;
  return !Array.isArray(ends) || ends[0] === 'unbounded';
}

function deviation(compile: AccumulatorCompiler, single: Value): WindowFunctionCompiler {
  const [growing, sliding] = [accumulated(compile), accumulated(moving(compile, single))];
  return (argument, context, window, name) =>
    (startsAtFirst(window) ? growing : sliding)(argument, context, window, name);
}

/** `$stdDevPop` */
export const stdDevPop = deviation(whole.stdDevPop, 0);
/** `$stdDevSamp` */
export const stdDevSamp = deviation(whole.stdDevSamp, null);
