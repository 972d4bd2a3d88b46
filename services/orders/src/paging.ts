import type { Id } from '@souk/kernel';
import { decodeCursor, encodeCursor, type CursorScope } from '@souk/platform/http';
import type { PageOf } from './data/orders.ts';

/** Reads one row more than the page has, so that it is known whether another page follows. */
export function pageOf(
  query: { readonly limit: number; readonly next?: string | undefined },
  scope: CursorScope,
): PageOf {
  if (query.next === undefined) return { limit: query.limit + 1, before: null };
  const [before] = decodeCursor(query.next, scope);
  return { limit: query.limit + 1, before: typeof before === 'string' ? before : '' };
}

/** The cursor to the rows after the page; null on the last page. */
export function cursorAfter<T>(
  rows: readonly T[],
  limit: number,
  scope: CursorScope & { readonly id: (row: T) => Id },
): string | null {
  const last = rows[limit - 1];
  if (rows.length <= limit || last === undefined) return null;
  return encodeCursor([scope.id(last)], { filter: scope.filter, sort: scope.sort });
}
