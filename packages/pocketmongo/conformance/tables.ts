import type { Table } from './case.ts';
import { gathering, numbers } from './cases/accumulators.ts';
import { arrayLoops } from './cases/expressions/array-loops.ts';
import { arrayParts } from './cases/expressions/arrays.ts';
import { arithmetic } from './cases/expressions/arithmetic.ts';
import { logarithmsAndRounding } from './cases/expressions/logarithms-and-rounding.ts';
import { conversions } from './cases/expressions/conversions.ts';
import { dateArithmetic } from './cases/expressions/date-arithmetic.ts';
import { dateParts, dateTexts } from './cases/expressions/dates.ts';
import { logic } from './cases/expressions/logic.ts';
import { objects } from './cases/expressions/objects.ts';
import { regexes } from './cases/expressions/regexes.ts';
import { sets } from './cases/expressions/sets.ts';
import { strings } from './cases/expressions/strings.ts';
import { accumulating, trigonometry } from './cases/expressions/trigonometry.ts';
import { comparisonExpressions, comparisonFilters } from './cases/generated/comparison.ts';
import { compoundWildcards } from './cases/indexes/compound-wildcard.ts';
import { promotion } from './cases/generated/promotion.ts';
import { comparisonQueries, unknownOperators } from './cases/query/comparison.ts';
import { evaluationQueries } from './cases/query/evaluation.ts';
import { geoQueries } from './cases/query/geo.ts';
import { changeStreams } from './cases/change-streams.ts';
import { findProjections } from './cases/projections.ts';
import { readingCommands } from './cases/reading-commands.ts';
import { statusCounters } from './cases/server-status.ts';
import { readingStages, refusedStages } from './cases/stages/collections.ts';
import { groupingStages } from './cases/stages/grouping.ts';
import { shapingStages } from './cases/stages/shaping.ts';
import { arrayUpdates } from './cases/update/arrays.ts';
import { fieldUpdates } from './cases/update/fields.ts';
import { accumulatedWindows, windowFunctions } from './cases/windows.ts';

/** Every table of the suite. */
export const TABLES: readonly Table[] = [
  ...[comparisonExpressions, comparisonFilters, promotion],
  ...[arithmetic, logarithmsAndRounding, trigonometry, accumulating],
  ...[arrayParts, arrayLoops, sets, objects, strings, regexes, logic, conversions],
  ...[dateParts, dateTexts, dateArithmetic],
  ...[comparisonQueries, evaluationQueries, geoQueries, unknownOperators],
  ...[numbers, gathering, accumulatedWindows, windowFunctions],
  ...[shapingStages, groupingStages, readingStages, refusedStages, findProjections],
  ...[fieldUpdates, arrayUpdates, changeStreams, compoundWildcards, statusCounters, readingCommands],
];
