import type { Doc, Value } from '../bson/values.ts';
import type { Collation } from '../collation/collation.ts';
import type { Draft } from './draft.ts';

export interface ModifierContext {
  collation: Collation | undefined;
  now: Date;
  /** Called for elements that array filters look at; throws when the operation's time is over. */
  step?: (() => void) | undefined;
}

/** What is known when a modifier runs on a document. */
export interface ApplyContext {
  inserting: boolean;
  /** The document before the update, for messages. */
  original: Doc;
}

/** Changes a draft at one concrete path. */
export type Change = (draft: Draft, path: readonly string[], apply: ApplyContext) => void;

/** Checks the operand for one field once and gives the change. `path` is the path as written. */
export type Modifier = (path: string, operand: Value, context: ModifierContext) => Change;

/** A change that makes a new value from the old one; undefined leaves the field alone. */
export function replacing(
  next: (current: Value | undefined, apply: ApplyContext) => Value | undefined,
): Change {
  return (draft, path, apply) => {
    const value = next(draft.get(path), apply);
    if (value !== undefined) draft.set(path, value);
  };
}
