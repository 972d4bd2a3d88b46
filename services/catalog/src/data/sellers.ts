import type { Id } from '@souk/kernel';
import type { ClientSession } from 'mongoose';
import type { SellerDocument } from './models.ts';
import type { Store } from './store.ts';

export type KnownSeller = { readonly id: Id; readonly name: string; readonly active: boolean };

/** What the catalogue knows of the sellers; unknown ones are left out. */
export async function findSellers(
  store: Store,
  ids: readonly Id[],
  session: ClientSession | null = null,
): Promise<Map<Id, KnownSeller>> {
  const found = await store.sellers
    .find({ _id: { $in: [...ids] } }, session === null ? {} : { session })
    .toArray();
  return new Map(found.map(({ _id, name, active }) => [_id, { id: _id, name, active }]));
}

/** Keeps sellers that the sellers service was asked about, unless their events have come meanwhile. */
export async function rememberSellers(store: Store, sellers: readonly KnownSeller[]): Promise<void> {
  if (sellers.length === 0) return;
  await store.sellers.bulkWrite(
    sellers.map(({ id, name, active }) => ({
      updateOne: {
        filter: { _id: id },
        update: { $setOnInsert: { name, active, relisting: false } },
        upsert: true,
      },
    })),
    { ordered: false },
  );
}

/** Takes over what an event says; says whether the seller's offers must be brought in line with it. */
export async function saveSeller(store: Store, seller: KnownSeller, session: ClientSession): Promise<void> {
  const { id, name, active } = seller;
  const before = await store.sellers.findOne({ _id: id }, { session });
  // Whoever offers something has been remembered before: a stranger has nothing to list.
  const relisting = before !== null && (before.relisting || before.active !== active);
  const set: Omit<SellerDocument, '_id'> = { name, active, relisting };
  await store.sellers.updateOne({ _id: id }, { $set: set }, { session, upsert: true });
}

/** Whether the seller's offers still wait to be brought in line, and with what. */
export async function findRelisting(store: Store, id: Id): Promise<SellerDocument | null> {
  return store.sellers.findOne({ _id: id, relisting: true });
}

/** The seller's offers are in line with `active`; not when that has changed meanwhile. */
export async function finishRelisting(store: Store, id: Id, active: boolean): Promise<void> {
  await store.sellers.updateOne({ _id: id, active }, { $set: { relisting: false } });
}
