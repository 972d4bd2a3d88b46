import type { Table } from './case.ts';
import { comparisonExpressions, comparisonFilters } from './cases/comparison.ts';
import { expressionValues } from './cases/expression-values.ts';
import { promotion } from './cases/promotion.ts';

/** Every table of the suite. */
export const TABLES: readonly Table[] = [
  comparisonExpressions,
  comparisonFilters,
  promotion,
  expressionValues,
];
