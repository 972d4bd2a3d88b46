import type { StageCompiler } from '../stage.ts';
import { wholeNumber } from './limit.ts';

/** `$skip` */
export const skip: StageCompiler = (operand, _context, name) => {
  const number = wholeNumber(operand, name);
  return async function* (input) {
    let left = number;
    for await (const documents of input) {
      if (left < documents.length) yield documents.slice(left);
      left = Math.max(0, left - documents.length);
    }
  };
};
