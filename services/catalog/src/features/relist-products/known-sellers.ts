import { SellerState } from '@souk/contracts';
import type { Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { findSellers, rememberSellers, type KnownSeller } from '../../data/sellers.ts';
import type { Catalog } from '../../deps.ts';

/** The sellers that exist. The sellers service is asked about those of whom no event has come yet. */
export async function knownSellers(
  { store, sellers }: Catalog,
  ctx: RequestContext,
  ids: readonly Id[],
): Promise<ReadonlyMap<Id, KnownSeller>> {
  const known = await findSellers(store, ids);
  const missing = ids.filter((id) => !known.has(id));
  if (missing.length === 0) return known;
  const answer = await sellers.getSellers(ctx, { sellerIds: missing });
  const found = answer.sellers.map(({ sellerId, name, state }) => ({
    id: sellerId,
    name,
    active: state === SellerState.APPROVED,
  }));
  await rememberSellers(store, found);
  return findSellers(store, ids);
}
