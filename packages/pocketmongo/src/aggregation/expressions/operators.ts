import { accumulatorOperators } from './accumulators.ts';
import { arithmeticOperators } from './arithmetic.ts';
import { arrayOperators } from './arrays.ts';
import { arrayPlaceOperators } from './array-places.ts';
import { regexOperators } from './regexes.ts';
import { booleanOperators } from './booleans.ts';
import { comparisonOperators } from './comparison.ts';
import { conditionalOperators } from './conditional.ts';
import { conversionOperators } from './conversion.ts';
import { dateOperators } from './dates.ts';
import { bitOperators } from './bits.ts';
import { dateArithmeticOperators } from './date-arithmetic.ts';
import { datePartOperators } from './date-parts.ts';
import { trigonometryOperators } from './trigonometry.ts';
import { arrayPickOperators } from './array-picks.ts';
import { zipOperators } from './array-zip.ts';
import { sizeOperators } from './sizes.ts';
import type { OperatorTable } from './expression.ts';
import { objectOperators } from './objects.ts';
import { setOperators } from './sets.ts';
import { stringOperators } from './strings.ts';
import { substringOperators } from './substrings.ts';
import { hashedIndexKeyOperators } from './hashed-index-key.ts';
import { powerOperators } from './powers.ts';
import { variableOperators } from './variables.ts';

/** Every expression operator by name. */
export const OPERATORS: OperatorTable = {
  ...accumulatorOperators,
  ...arithmeticOperators,
  ...arrayOperators,
  ...arrayPlaceOperators,
  ...regexOperators,
  ...booleanOperators,
  ...comparisonOperators,
  ...conditionalOperators,
  ...conversionOperators,
  ...dateOperators,
  ...objectOperators,
  ...setOperators,
  ...stringOperators,
  ...substringOperators,
  ...variableOperators,
  ...powerOperators,
  ...bitOperators,
  ...dateArithmeticOperators,
  ...datePartOperators,
  ...trigonometryOperators,
  ...arrayPickOperators,
  ...zipOperators,
  ...sizeOperators,
  ...hashedIndexKeyOperators,
};
