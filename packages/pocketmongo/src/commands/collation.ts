import type { Doc } from '../bson/values.ts';
import { parseCollation } from '../collation/spec.ts';
import type { Collation } from '../engine.ts';
import { optionalDoc } from './arguments.ts';

/** The collation of a command or statement; undefined for binary comparison. */
export function collationOf(body: Doc): Collation | undefined {
  const spec = optionalDoc(body, 'collation');
  return spec === undefined || spec.size === 0 ? undefined : parseCollation(spec);
}
