import { createHash } from 'node:crypto';
import { DomainError } from '@souk/kernel';
import { z, type ZodRawShape, type ZodType } from 'zod';

/** What a cursor belongs to: the list's filter and its sort. Under another one it means nothing. */
export type CursorScope = { readonly filter: unknown; readonly sort: string };

/** A list on the wire. `next` is null on the last page. */
export type Page<T> = { readonly data: readonly T[]; readonly next: string | null };

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;

/**
 * The query of a list: `limit` (1–100, default 20), `next`, `sort` when there is a choice, and the list's own filters.
 * The first sort is the default. A list without `sorts` gets no `sort` parameter.
 */
export function pageQuery<F extends ZodRawShape>(options: {
  readonly filters?: F;
}): z.ZodObject<typeof PAGE_FIELDS & F, z.core.$strict>;
export function pageQuery<const S extends readonly [string, ...string[]], F extends ZodRawShape>(options: {
  readonly sorts: S;
  readonly filters?: F;
}): z.ZodObject<typeof PAGE_FIELDS & { sort: SortField<S> } & F, z.core.$strict>;
export function pageQuery(options: {
  readonly sorts?: readonly [string, ...string[]];
  readonly filters?: ZodRawShape;
}): ZodType {
  const sort = options.sorts === undefined ? {} : { sort: sortField(options.sorts) };
  return z.strictObject({ ...PAGE_FIELDS, ...sort, ...options.filters });
}

type SortField<S extends readonly [string, ...string[]]> = z.ZodDefault<z.ZodEnum<{ [K in S[number]]: K }>>;

function sortField(sorts: readonly [string, ...string[]]): ZodType {
  return z.enum(sorts).default(sorts[0]);
}

/** How documentation shows it: as the number that the text stands for. */
const LIMIT_ON_THE_WIRE = {
  type: 'integer',
  minimum: 1,
  maximum: MAX_LIMIT,
  default: DEFAULT_LIMIT,
} as const;

const PAGE_FIELDS = {
  // Digits only: a bare coercion would also take 0x10, 1e1 and blanks.
  limit: z
    .string()
    .refine((text) => /^\d{1,4}$/.test(text), { error: 'must be a whole number', params: { rule: 'type' } })
    .transform(Number)
    .pipe(z.int().min(1).max(MAX_LIMIT))
    .default(DEFAULT_LIMIT)
    .meta(LIMIT_ON_THE_WIRE),
  next: z.string().min(1).max(2048).optional(),
};

/** The schema of a list's reply. */
export function pageSchema<T extends ZodType>(item: T) {
  return z.strictObject({ data: z.array(item), next: z.string().nullable() });
}

/** A page of a list; `next` is what `encodeCursor` made, or null on the last page. */
export function page<T>(data: readonly T[], next: string | null): Page<T> {
  return { data, next };
}

/** The page as `view` shows its rows. */
export function mapPage<Row, Shown>({ data, next }: Page<Row>, view: (row: Row) => Shown): Page<Shown> {
  return { data: data.map(view), next };
}

/** Which rows of a list are read: up to `limit` behind the one with the key `after`, null: from the first on. */
type KeyRange = { readonly after: string | null; readonly limit: number };

/** A list in the order of one unique key, and what its cursors are bound to. */
type KeyedList<Row> = CursorScope & { readonly key: (row: Row) => string };

/**
 * The page of a list that the query asks for. Reads one row more than the page has, so that it is known whether another
 * page follows.
 * @throws DomainError `cursor-mismatch`
 */
export async function pageByKey<Row>(
  query: { readonly limit: number; readonly next?: string | undefined },
  { key, filter, sort }: KeyedList<Row>,
  read: (range: KeyRange) => Promise<readonly Row[]>,
): Promise<Page<Row>> {
  const scope = { filter, sort };
  const after = query.next === undefined ? null : keyIn(query.next, scope);
  const rows = await read({ after, limit: query.limit + 1 });
  const data = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? data.at(-1) : undefined;
  return page(data, last === undefined ? null : encodeCursor([key(last)], scope));
}

function keyIn(cursor: string, scope: CursorScope): string {
  const [key] = decodeCursor(cursor, scope);
  if (typeof key !== 'string') throw cursorMismatch();
  return key;
}

/**
 * Makes an opaque cursor from the keys of the last row (JSON values), bound to the list's filter and sort.
 */
export function encodeCursor(keys: readonly unknown[], scope: CursorScope): string {
  return Buffer.from(JSON.stringify([scopeHash(scope), ...keys])).toString('base64url');
}

/**
 * The keys in a cursor.
 * @throws DomainError `cursor-mismatch` (422, pointer /query/next) when it is no cursor of this filter and sort.
 */
export function decodeCursor(cursor: string, scope: CursorScope): readonly unknown[] {
  const decoded = parseCursor(cursor);
  if (!Array.isArray(decoded) || decoded[0] !== scopeHash(scope)) throw cursorMismatch();
  return decoded.slice(1);
}

function parseCursor(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw cursorMismatch();
  }
}

function cursorMismatch(): DomainError {
  const message = 'The cursor belongs to another list, filter or sort.';
  return new DomainError('cursor-mismatch', 'invalid', message, {}, [
    { pointer: '/query/next', rule: 'cursor', message },
  ]);
}

function scopeHash(scope: CursorScope): string {
  return createHash('sha256')
    .update(JSON.stringify([scope.sort, canonical(scope.filter)]))
    .digest('base64url')
    .slice(0, 12);
}

/** The same filter gives the same text whatever the order of its fields; absent fields don't count. */
function canonical(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]) => [name, canonical(field)]);
}
