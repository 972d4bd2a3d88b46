import type { Table } from './case.ts';
import { arrayLoops } from './cases/expressions/array-loops.ts';
import { arrayParts } from './cases/expressions/arrays.ts';
import { conversions } from './cases/expressions/conversions.ts';
import { logic } from './cases/expressions/logic.ts';
import { regexes } from './cases/expressions/regexes.ts';
import { strings } from './cases/expressions/strings.ts';
import { dateArithmetic, dateParts, dateTexts } from './cases/expressions/dates.ts';
import { accumulating, trigonometry } from './cases/expressions/trigonometry.ts';
import { objects } from './cases/expressions/objects.ts';
import { sets } from './cases/expressions/sets.ts';
import { arithmetic, logarithmsAndRounding } from './cases/expressions/arithmetic.ts';
import { comparisonExpressions, comparisonFilters } from './cases/generated/comparison.ts';
import { promotion } from './cases/generated/promotion.ts';

/** Every table of the suite. */
export const TABLES: readonly Table[] = [
  comparisonExpressions,
  comparisonFilters,
  promotion,
  arithmetic,
  logarithmsAndRounding,
  arrayParts,
  arrayLoops,
  sets,
  objects,
  strings,
  regexes,
  logic,
  conversions,
  dateParts,
  dateTexts,
  dateArithmetic,
  trigonometry,
  accumulating,
];
