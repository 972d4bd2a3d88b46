import type { Doc } from '../bson/values.ts';
import { parseCollation } from '../collation/spec.ts';
import type { Collation } from '../collation/collation.ts';
import { optionalDoc } from './arguments.ts';
import type { CommandCall } from './command.ts';

/** The collation of a command or statement, the collection's where it names none; undefined for the order of bytes. */
export function collationOf(
  { server, op }: CommandCall,
  namespace: string | undefined,
  body: Doc,
): Collation | undefined {
  const spec = optionalDoc(body, 'collation');
  if (spec !== undefined && spec.size > 0) return parseCollation(spec);
  return namespace === undefined ? undefined : server.engine.defaultCollation(namespace, op.txn);
}
