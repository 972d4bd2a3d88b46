import { addNumbers, multiplyNumbers, type Numeric, subtractNumbers, toNumber } from '../../bson/numbers.ts';
import { double, isDoc, isNumeric, type Value } from '../../bson/values.ts';
import { commandError } from '../../errors.ts';
import { divideNumbers } from '../expressions/division.ts';
import { isNullish, namedArguments } from '../expressions/expression.ts';
import { refuseWindow, requireSort, type WindowFunctionCompiler } from './window-function.ts';

/** Whether an expression reads neither fields nor variables. */
function isConstant(operand: Value): boolean {
  if (typeof operand === 'string') return !operand.startsWith('$');
  if (Array.isArray(operand)) return operand.every(isConstant);
  return !isDoc(operand) || operand.has('$literal') || [...operand.values()].every(isConstant);
}

/** `$shift: {output, by, default}`: of the document so many places on */
export const shift: WindowFunctionCompiler = (argument, context, window, name) => {
  const parts = namedArguments(argument, name, ['output', 'by'], ['default']);
  refuseWindow(window, name);
  requireSort(context, name);
  const by = isNumeric(parts.by) ? toNumber(parts.by) : Number.NaN;
  if (!Number.isSafeInteger(by)) throw commandError('FailedToParse', "'$shift:by' field must be an integer");
  if (parts.default !== undefined && !isConstant(parts.default))
    throw commandError('FailedToParse', "'$shift:default' expression must yield a constant value");
  const output = context.compiler.expression(parts.output);
  const otherwise = context.compiler.expression(parts.default ?? null);
  return (documents) =>
    documents.map((_, place) => {
      const other = documents[place + by];
      if (other !== undefined) return output(context.scope(other)) ?? null;
      return otherwise(context.scope(new Map())) ?? null;
    });
};

/** `$expMovingAvg: {input, N}` or `{input, alpha}`; what is no number gives null and counts nothing */
export const expMovingAvg: WindowFunctionCompiler = (argument, context, window, name) => {
  const parts = namedArguments(argument, name, ['input'], ['N', 'alpha']);
  refuseWindow(window, name);
  requireSort(context, name);
  const [share, of] = weights(parts.N, parts.alpha);
  const input = context.compiler.expression(parts.input);
  return (documents) => {
    let average: Numeric | undefined;
    return documents.map((document) => {
      const value = input(context.scope(document));
      if (!isNumeric(value)) return null;
      const mean =
        average === undefined ? divideNumbers(value, double(1)) : weighted(value, share, average, of);
      average = mean;
      return mean;
    });
  };
};

const weighted = (value: Numeric, share: number, average: Numeric, of: number): Numeric =>
  divideNumbers(
    addNumbers(multiplyNumbers(value, double(share)), multiplyNumbers(average, double(of - share))),
    double(of),
  );

/** The weight of the new value, and of all. */
function weights(n: Value | undefined, alpha: Value | undefined): [number, number] {
  if ((n === undefined) === (alpha === undefined))
    throw commandError('FailedToParse', '$expMovingAvg takes either N or alpha');
  const given = n ?? alpha;
  const number = isNumeric(given) ? toNumber(given) : Number.NaN;
  if (n !== undefined) {
    if (Number.isSafeInteger(number) && number > 0) return [2, number + 1];
    throw commandError('FailedToParse', "'N' field must be a positive integer");
  }
  if (number > 0 && number < 1) return [number, 1];
  throw commandError('FailedToParse', "'alpha' must be between 0 and 1 (exclusive)");
}

/** `$locf`: the last value that was not null */
export const locf: WindowFunctionCompiler = (argument, context, window, name) => {
  refuseWindow(window, name);
  const input = context.compiler.expression(argument);
  return (documents) => {
    let kept: Value = null;
    return documents.map((document) => {
      const value = input(context.scope(document));
      if (!isNullish(value)) kept = value;
      return kept;
    });
  };
};

/** A value between two known ones, as far as `part` of `of` goes. */
export const between = (from: Numeric, to: Numeric, part: number, of: number): Numeric =>
  addNumbers(from, divideNumbers(multiplyNumbers(subtractNumbers(to, from), double(part)), double(of)));
