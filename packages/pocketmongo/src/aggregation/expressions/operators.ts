import { accumulatorOperators } from './accumulators.ts';
import { arithmeticOperators } from './arithmetic.ts';
import { booleanOperators } from './booleans.ts';
import { comparisonOperators } from './comparison.ts';
import { conditionalOperators } from './conditional.ts';
import type { OperatorTable } from './expression.ts';
import { variableOperators } from './variables.ts';

/** Every expression operator by name. */
export const OPERATORS: OperatorTable = {
  ...accumulatorOperators,
  ...arithmeticOperators,
  ...booleanOperators,
  ...comparisonOperators,
  ...conditionalOperators,
  ...variableOperators,
};
