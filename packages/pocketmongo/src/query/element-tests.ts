import { type Doc, isDoc, type Value } from '../bson/values.ts';
import { allOf, conditionOnPath, conditionOnValue } from './conditions.ts';
import { compileDocTest, type FilterOptions, hasFieldOperators, operatorConditions } from './match.ts';
import { asDocument } from './operators/array.ts';
import { equalsOrMatches } from './operators/comparison.ts';

/** Tests one array element as the projection `$elemMatch` does: operators on the element itself, a filter for documents. */
export function compileElementTest(operand: Doc, options: FilterOptions = {}): (value: Value) => boolean {
  if (hasFieldOperators(operand)) {
    const test = allOf(operatorConditions(operand, options, 0).map(conditionOnValue));
    return (value) => test(value, undefined);
  }
  const test = compileDocTest(operand, { ...options, inElement: true }, 1);
  return (value) => {
    const document = asDocument(value);
    return document !== undefined && test(document, undefined);
  };
}

/** Tests one array element as `$pull` does: as if it were a field, arrays in it opened, but for a plain value to be equal to. */
export function compilePullTest(operand: Value, options: FilterOptions = {}): (value: Value) => boolean {
  if (!isDoc(operand)) {
    const test = conditionOnValue(equalsOrMatches(operand, options.collation));
    return (value) => test(value, undefined);
  }
  if (hasFieldOperators(operand)) {
    const test = allOf(
      operatorConditions(operand, options, 0).map((condition) => conditionOnPath('element', condition)),
    );
    return (value) => test(new Map([['element', value]]), undefined);
  }
  const test = compileDocTest(operand, options, 1);
  return (value) => isDoc(value) && test(value, undefined);
}
