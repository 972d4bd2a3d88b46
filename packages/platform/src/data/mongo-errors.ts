/** The driver's errors are told apart by `code` and labels, since test runners load its classes into several realms. */
type ServerError = Error & {
  readonly code: number;
  readonly keyPattern?: Readonly<Record<string, unknown>>;
  readonly keyValue?: Readonly<Record<string, unknown>>;
};

type LabelledError = Error & { hasErrorLabel(label: string): boolean };

const DUPLICATE_KEY = 11_000;
const NAMESPACE_NOT_FOUND = 26;
const COMMAND_NOT_FOUND = 59;
const INDEX_OPTIONS_CONFLICT = 85;
const INDEX_KEY_SPECS_CONFLICT = 86;

function isServerError(error: unknown): error is ServerError {
  return Error.isError(error) && 'code' in error && typeof error.code === 'number';
}

/** Whether a unique index refused a write; with `field`, one that has this field. */
export function isDuplicateKey(error: unknown, field?: string): boolean {
  if (!isServerError(error) || error.code !== DUPLICATE_KEY) return false;
  return field === undefined || keyFieldsOf(error).includes(field);
}

/**
 * The fields of the key that was taken. The driver leaves the key pattern out of a bulk write's error, so that only the text
 * tells them: `E11000 duplicate key error collection: shop.products index: slug_1 dup key: { slug: "x" }`.
 */
function keyFieldsOf({ keyPattern, message }: ServerError): readonly string[] {
  if (keyPattern !== undefined) return Object.keys(keyPattern);
  const key = /dup key: \{(.*)\}/.exec(message)?.[1]?.replaceAll(/"[^"]*"/g, '') ?? '';
  return Array.from(key.matchAll(/([\w.]+): /g), ([, field = '']) => field);
}

export function isNamespaceMissing(error: unknown): boolean {
  return isServerError(error) && error.code === NAMESPACE_NOT_FOUND;
}

/** Whether the server is of a version that does not know the command. */
export function isCommandUnknown(error: unknown): boolean {
  return isServerError(error) && error.code === COMMAND_NOT_FOUND;
}

/** Whether an index of the same name or the same keys stands there with other options. */
export function isIndexConflict(error: unknown): boolean {
  return isServerError(error) && (error.code === INDEX_OPTIONS_CONFLICT || error.code === INDEX_KEY_SPECS_CONFLICT);
}

/** Ends a transaction that rested on what is no longer true, to run it again as after a transient conflict. */
export class OutdatedError extends Error {
  hasErrorLabel(label: string): boolean {
    return label === 'TransientTransactionError';
  }
}

/** Whether the server or the driver put `label` on the error: `TransientTransactionError`, … */
export function hasErrorLabel(error: unknown, label: string): boolean {
  return (
    Error.isError(error) &&
    'hasErrorLabel' in error &&
    typeof error.hasErrorLabel === 'function' &&
    (error as LabelledError).hasErrorLabel(label)
  );
}
