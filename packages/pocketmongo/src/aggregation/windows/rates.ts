import { toNumber } from '../../bson/numbers.ts';
import { Decimal128, double, isNumeric, type Value } from '../../bson/values.ts';
import { commandError, locationError } from '../../errors.ts';
import { typeAlias } from '../../query/types.ts';
import { isNullish, namedArguments } from '../expressions/expression.ts';
import { compileAxis } from './axis.ts';
import { compileBounds } from './bounds.ts';
import { between } from './series.ts';
import { refuseWindow, type WindowFunctionCompiler } from './window-function.ts';

function real(value: Value | undefined, name: string): number {
  if (value instanceof Decimal128)
    throw commandError('CommandNotSupported', `${name} of decimals is not supported`);
  if (isNumeric(value)) return toNumber(value);
  throw locationError(5624901, `${name} requires numeric inputs, found ${typeAlias(value)}`);
}

/** `$derivative: {input, unit}`: the slope from the first to the last document of the window */
export const derivative: WindowFunctionCompiler = (argument, context, window, name) => {
  const parts = namedArguments(argument, name, ['input'], ['unit']);
  if (window === undefined) throw commandError('FailedToParse', `${name} requires explicit window bounds`);
  const axis = compileAxis(context, name, parts.unit);
  const bounds = compileBounds(window, context);
  const input = context.compiler.expression(parts.input);
  return (documents) => {
    const placed = bounds(documents);
    return documents.map((_, place) => {
      const [from, to] = placed(place);
      const [first, last] = [documents[from], documents[to - 1]];
      if (first === undefined || last === undefined || to - from < 2) return null;
      const run = axis(last) - axis(first);
      if (run === 0) return null;
      return double((real(input(context.scope(last)), name) - real(input(context.scope(first)), name)) / run);
    });
  };
};

/** `$integral: {input, unit}`: the area under the window, by trapezoids */
export const integral: WindowFunctionCompiler = (argument, context, window, name) => {
  const parts = namedArguments(argument, name, ['input'], ['unit']);
  const axis = compileAxis(context, name, parts.unit);
  const bounds = compileBounds(window, context);
  const input = context.compiler.expression(parts.input);
  return (documents) => {
    const placed = bounds(documents);
    const points = documents.map((document): [number, number] => [
      axis(document),
      real(input(context.scope(document)), name),
    ]);
    return documents.map((_, place) => {
      const [from, to] = placed(place);
      let area = 0;
      for (let at = from + 1; at < to; at += 1) {
        context.step();
        const [[x0, y0] = [0, 0], [x1, y1] = [0, 0]] = [points[at - 1], points[at]];
        area += ((y0 + y1) / 2) * (x1 - x0);
      }
      return to > from ? double(area) : null;
    });
  };
};

/** `$linearFill`: nulls between two numbers lie on the line between them */
export const linearFill: WindowFunctionCompiler = (argument, context, window, name) => {
  refuseWindow(window, name);
  const axis = compileAxis(context, name, undefined, false);
  const input = context.compiler.expression(argument);
  return (documents) => {
    const places = documents.map(axis);
    places.forEach((at, index) => {
      if (index > 0 && at === places[index - 1])
        throw locationError(6605001, 'There can be no repeated values in the sort field of $linearFill');
    });
    const filled = documents.map((document) => input(context.scope(document)) ?? null);
    let last = -1;
    filled.forEach((value, index) => {
      if (isNullish(value)) return;
      if (!isNumeric(value))
        throw commandError(
          'TypeMismatch',
          `Value to be filled must be numeric or nullish, found ${typeAlias(value)}`,
        );
      const from = filled[last];
      const [x0 = 0, x1 = 0] = [places[last], places[index]];
      for (let at = last + 1; isNumeric(from) && at < index; at += 1)
        filled[at] = between(from, value, (places[at] ?? 0) - x0, x1 - x0);
      last = index;
    });
    return filled;
  };
};
