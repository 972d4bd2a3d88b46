import type { Id } from '@souk/kernel';
import type { AdminScope, SellerScope } from '@souk/platform/context';
import { afterCommit, isDuplicateKey } from '@souk/platform/data';
import type { Seller } from '../domain/seller.ts';
import { sellersError } from '../errors.ts';
import { sellerOf, type SellerDocument } from './seller-schema.ts';
import type { Stores, Transaction } from './stores.ts';

/** Stores a new seller. @throws DomainError `already-selling` when its owner has another one. */
export async function insertSeller(
  { sellers }: Stores,
  transaction: Transaction,
  seller: Seller,
): Promise<void> {
  try {
    await sellers.create([documentOf(seller)], { session: transaction });
  } catch (error) {
    throw isDuplicateKey(error, 'activeOwnerId') ? sellersError('already-selling') : error;
  }
}

/** The seller, or null when there is none in this scope. */
export async function findSeller(
  { sellers }: Stores,
  scope: SellerScope | AdminScope,
  sellerId: Id,
  transaction: Transaction = null,
): Promise<Seller | null> {
  if ('sellerId' in scope && scope.sellerId !== sellerId) return null;
  const found = await sellers.findById(sellerId).session(transaction).lean<SellerDocument>();
  return found === null ? null : sellerOf(found);
}

/** Those of the sellers that exist, in no order; from memory, where it is as new as what this process wrote. */
export function findSellers(
  { known }: Stores,
  _scope: AdminScope,
  sellerIds: readonly Id[],
): Promise<readonly Seller[]> {
  return known.get(sellerIds);
}

/** Replaces the seller by its next version. @throws DomainError `stale-version` when somebody else was faster. */
export async function replaceSeller(
  { sellers, known }: Stores,
  transaction: NonNullable<Transaction>,
  seller: Seller,
): Promise<void> {
  const before = { _id: seller.sellerId, version: seller.version - 1 };
  const replaced = await sellers.replaceOne(before, documentOf(seller)).session(transaction);
  if (replaced.matchedCount === 0) throw sellersError('stale-version');
  afterCommit(transaction, () => known.forget([seller.sellerId]));
}

/** The sellers that imports know by these references. */
export async function findByReferences(
  { sellers }: Stores,
  _scope: AdminScope,
  references: readonly string[],
  transaction: Transaction = null,
): Promise<ReadonlyMap<string, Seller>> {
  const found = await sellers
    .find({ reference: { $in: [...references] } })
    .session(transaction)
    .lean<SellerDocument[]>();
  return new Map(found.map((document) => [document.reference ?? '', sellerOf(document)]));
}

/** Stores the sellers of an import, new or changed. @throws DomainError `import-collision`, `stale-version` */
export async function storeImported(
  { sellers, known }: Stores,
  transaction: NonNullable<Transaction>,
  imported: { readonly created: readonly Seller[]; readonly updated: readonly Seller[] },
): Promise<void> {
  const writes = [
    ...imported.created.map((seller) => ({ insertOne: { document: documentOf(seller) } })),
    ...imported.updated.map((seller) => ({
      replaceOne: {
        filter: { _id: seller.sellerId, version: seller.version - 1 },
        replacement: documentOf(seller),
      },
    })),
  ];
  if (writes.length === 0) return;
  try {
    const written = await sellers.bulkWrite(writes, { session: transaction });
    if (written.matchedCount < imported.updated.length) throw sellersError('import-collision');
    afterCommit(transaction, () => known.forget(imported.updated.map(({ sellerId }) => sellerId)));
  } catch (error) {
    throw isDuplicateKey(error, 'reference') ? sellersError('import-collision') : error;
  }
}

function documentOf(seller: Seller): SellerDocument {
  const { sellerId, reference, ...rest } = seller;
  return {
    ...rest,
    _id: sellerId,
    ...(reference === null ? {} : { reference }),
    ...(seller.ownerId === null || seller.state === 'rejected' ? {} : { activeOwnerId: seller.ownerId }),
  };
}
