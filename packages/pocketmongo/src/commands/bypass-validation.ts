import type { Operation } from '../execution/operation.ts';
import { flag } from './arguments.ts';
import type { CommandCall } from './command.ts';

/** The operation of a write, without validation when `bypassDocumentValidation` asks for it, to which the caller has the right. */
export function writeOperation({ body, op }: CommandCall): Operation {
  if (body.has('bypassDocumentValidation') && flag(body, 'bypassDocumentValidation'))
    op.bypassValidation = true;
  return op;
}
