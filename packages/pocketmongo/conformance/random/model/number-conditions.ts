import { truncated, wholeOf } from './exact.ts';
import { type Found, isArray, isNumber, ModelError, type Value } from './values.ts';

/** `$mod: [divisor, remainder]`, which cuts off fractions. */
export function modTest(operand: Value): (value: Found) => boolean {
  if (!isArray(operand) || operand.length !== 2) throw new ModelError(2);
  const [divisor, remainder] = operand.map((part) => {
    const whole = isNumber(part) ? truncated(part) : undefined;
    if (whole === undefined) throw new ModelError(2);
    return whole;
  });
  if (divisor === undefined || divisor === 0n) throw new ModelError(2);
  return (value) => {
    const whole = isNumber(value) ? truncated(value) : undefined;
    return whole !== undefined && whole % divisor === remainder;
  };
}

function positions(operand: Value): bigint[] {
  if (isArray(operand))
    return operand.map((part) => {
      const position = isNumber(part) ? wholeOf(part) : undefined;
      if (position === undefined || position < 0n) throw new ModelError(2);
      return position;
    });
  if (!isNumber(operand)) throw new ModelError(2);
  const mask = wholeOf(operand);
  if (mask === undefined || mask < 0n) throw new ModelError(9);
  return Array.from({ length: 64 }, (_, at) => BigInt(at)).filter((at) => ((mask >> at) & 1n) === 1n);
}

/** Whole numbers as two's complement of any length. */
export function bitTest(operator: string, operand: Value): (value: Found) => boolean {
  const bits = positions(operand);
  const wanted = operator.endsWith('Set') ? 1n : 0n;
  return (value) => {
    const whole = isNumber(value) ? wholeOf(value) : undefined;
    if (whole === undefined || BigInt.asIntN(64, whole) !== whole) return false;
    const meets = (at: bigint): boolean => ((whole >> at) & 1n) === wanted;
    return operator.startsWith('$bitsAll') ? bits.every(meets) : bits.some(meets);
  };
}
