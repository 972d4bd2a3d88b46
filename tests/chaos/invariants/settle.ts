import { setTimeout as delay } from 'node:timers/promises';
import type { World } from '../world/world.ts';
import type { Offer } from '../world/shop.ts';
import { checkBooks } from './check-books.ts';
import { checkDatabases } from './check-databases.ts';
import { allHold, type Finding } from './finding.ts';
import { readBooks, type Books } from './read-books.ts';

/** How long after the last start everything must have come to rest. */
export const REST_WITHIN_MS = 60_000;
const LOOK_AGAIN_MS = 500;

export type Settled = {
  readonly findings: readonly Finding[];
  readonly afterMs: number;
  readonly books: Books;
};

/**
 * Looks until every invariant holds, for at most a minute from now; then stops Souk and looks into its databases. `more`
 * adds what the caller knows beside.
 */
export async function settle(
  world: World,
  offers: readonly Offer[],
  options: { readonly withinMs?: number; readonly more?: (books: Books) => Promise<readonly Finding[]> } = {},
): Promise<Settled> {
  const { withinMs = REST_WITHIN_MS, more = () => Promise.resolve([]) } = options;
  const began = Date.now();
  for (;;) {
    const books = await readBooks(world.admin(), offers);
    const findings = [...checkBooks(books, offers), ...(await more(books))];
    const afterMs = Date.now() - began;
    if (!allHold(findings) && afterMs < withinMs) {
      await delay(LOOK_AGAIN_MS);
      continue;
    }
    // What waits in an outbox for a moment is no fault; an orderly stop lets it end.
    await world.stopSouk();
    return { findings: [...findings, ...(await checkDatabases(world.dataDir))], afterMs, books };
  }
}
