import type { Value } from '../../bson/values.ts';
import type { Compiler, Scope } from '../expressions/expression.ts';

/** The running value of one group. */
export interface Accumulator {
  add: (scope: Scope) => void;
  result: () => Value | undefined;
}

export type AccumulatorFactory = () => Accumulator;

/** Checks the argument once; the factory then makes one accumulator per group. */
export type AccumulatorCompiler = (argument: Value, compiler: Compiler) => AccumulatorFactory;
