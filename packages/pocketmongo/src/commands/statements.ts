import type { Doc, Value } from '../bson/values.ts';
import { isStatementError } from '../engine.ts';
import { commandError } from '../errors.ts';
import { MAX_WRITE_BATCH_SIZE } from '../wire/limits.ts';
import { requiredDocs } from './arguments.ts';
import type { CommandCall } from './command.ts';
import { writeError } from './reply.ts';

/** The documents or statements of a write command. Throws InvalidLength for none or too many. */
export function batchOf(body: Doc, field: string): Doc[] {
  const batch = requiredDocs(body, field);
  if (batch.length === 0 || batch.length > MAX_WRITE_BATCH_SIZE)
    throw commandError(
      'InvalidLength',
      `Write batch sizes must be between 1 and ${MAX_WRITE_BATCH_SIZE}. Got ${batch.length} operations.`,
    );
  return batch;
}

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
