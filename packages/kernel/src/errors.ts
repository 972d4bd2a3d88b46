/** What went wrong in the caller's terms; only the edge maps a kind to HTTP, GraphQL or gRPC. */
export type ErrorKind =
  | 'malformed' // 400: can't be read
  | 'unauthenticated' // 401
  | 'forbidden' // 403: a role is missing
  | 'not-found' // 404: also other people's things
  | 'conflict' // 409: the state does not allow it
  | 'stale' // 412: If-Match names an older version
  | 'too-large' // 413
  | 'unsupported' // 415
  | 'invalid' // 422: read, but against a rule
  | 'limited' // 429
  | 'unavailable' // 503: try again later
  | 'timed-out'; // 504

/** One wrong field: a JSON Pointer into the request, the rule that it breaks, and a sentence for a person. */
export type FieldError = { pointer: string; rule: string; message: string };

export type ErrorRow = { readonly kind: ErrorKind; readonly message: string };
export type ErrorTable = Readonly<Record<string, ErrorRow>>;

/** A refusal that the caller is meant to see: a stable `code`, its kind, and details that are safe to show. */
export class DomainError extends Error {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly details: Readonly<Record<string, unknown>>;
  readonly errors: readonly FieldError[];

  constructor(
    code: string,
    kind: ErrorKind,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
    errors: readonly FieldError[] = [],
  ) {
    super(message);
    this.name = 'DomainError';
    this.code = code;
    this.kind = kind;
    this.details = details;
    this.errors = errors;
  }
}

/**
 * Turns a context's one table of error codes into a function that makes its errors:
 * `const orderError = defineErrors({ 'price-changed': { kind: 'conflict', message: '…' } })`, then
 * `throw orderError('price-changed', { totals })`.
 */
export function defineErrors<T extends ErrorTable>(table: T) {
  const make = (
    code: keyof T & string,
    details: Readonly<Record<string, unknown>> = {},
    errors: readonly FieldError[] = [],
  ): DomainError => {
    const row = table[code];
    if (row === undefined) throw new TypeError(`no such error code: ${code}`);
    return new DomainError(code, row.kind, row.message, details, errors);
  };
  return Object.assign(make, { table });
}

/** Whether `error` is a refusal of the domain. By shape, since test runners load modules into several realms. */
export function isDomainError(error: unknown): error is DomainError {
  return Error.isError(error) && error.name === 'DomainError' && 'code' in error && 'kind' in error;
}
