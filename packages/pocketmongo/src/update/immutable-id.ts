import { commandError } from '../errors.ts';

/** The refusal of an update that would give a document another `_id`. */
export const immutableId = () =>
  commandError(
    'ImmutableField',
    "Performing an update on the path '_id' would modify the immutable field '_id'",
  );
