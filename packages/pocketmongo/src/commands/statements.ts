import type { Doc } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { MAX_WRITE_BATCH_SIZE } from '../wire/limits.ts';
import type { Tally } from '../writes/batch.ts';
import { requiredDocs } from './arguments.ts';

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

/** The reply of insert, update and delete: all counts, and the lists that are not empty. */
export function batchReply({ counts, lists }: Tally): Doc {
  const reply: Doc = new Map(Object.entries(counts));
  for (const [name, list] of Object.entries(lists)) if (list.length > 0) reply.set(name, list);
  return reply;
}
