import type { Value } from '../bson/values.ts';
import { isStatementError } from '../engine.ts';
import type { CommandCall } from './command.ts';
import { writeError } from './reply.ts';

/**
 * Runs the statements of a write command and collects their errors; an ordered batch stops at the first.
 * In a transaction an error ends the whole transaction, so it is thrown.
 */
export function runStatements<T>(
  call: CommandCall,
  statements: readonly T[],
  ordered: boolean,
  run: (statement: T, index: number) => void,
): Value[] {
  const errors: Value[] = [];
  for (const [index, statement] of statements.entries()) {
    try {
      run(statement, index);
    } catch (error) {
      if (call.op.txn !== undefined || !isStatementError(error)) throw error;
      errors.push(writeError(index, error));
      if (ordered) break;
    }
  }
  return errors;
}
