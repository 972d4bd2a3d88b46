import { checkFields, optionalCount, optionalDoc } from '../commands/arguments.ts';
import type { CommandCall } from '../commands/command.ts';
import type { Doc } from '../bson/values.ts';
import { openResult } from './open-result.ts';
import { chunkSource } from './sources.ts';

const CURSOR_FIELDS = new Set(['batchSize']);

/** The reply of a command that lists what it has made in one go: a cursor like any other. */
export function listResult(
  call: CommandCall,
  documents: readonly Doc[],
  namespace: string,
): Promise<Uint8Array> {
  const cursor = optionalDoc(call.body, 'cursor');
  if (cursor !== undefined) checkFields(cursor, `${call.name}.cursor`, CURSOR_FIELDS);
  const batchSize = cursor === undefined ? undefined : optionalCount(cursor, 'batchSize');
  return openResult(call, namespace, chunkSource([documents]), { batchSize });
}
