import { SellerState, type Seller } from '@souk/contracts';
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
  await rememberSellers(store, answer.sellers.map(toKnown));
  return findSellers(store, ids);
}

/** The ids of the sellers that imports know by these references, all of them known from now on. */
export async function sellersByReference(
  { store, sellers }: Catalog,
  ctx: RequestContext,
  references: readonly string[],
): Promise<ReadonlyMap<string, Id>> {
  if (references.length === 0) return new Map();
  const answer = await sellers.getSellers(ctx, { references: [...references] });
  const known = await findSellers(
    store,
    answer.sellers.map((seller) => seller.sellerId),
  );
  const strangers = answer.sellers.filter((seller) => !known.has(seller.sellerId));
  await rememberSellers(store, strangers.map(toKnown));
  return new Map(answer.sellers.map((seller) => [seller.reference, seller.sellerId]));
}

function toKnown({ sellerId, name, state }: Seller): KnownSeller {
  return { id: sellerId, name, active: state === SellerState.APPROVED };
}
