import { requireInTime, type RequestContext } from '@souk/platform/context';
import { unitOfWork } from '@souk/platform/data';
import { findByReferences, storeImported } from '../../data/sellers.ts';
import type { Transaction } from '../../data/stores.ts';
import { decideImport, type ImportRow, type RowDecision } from '../../domain/import.ts';
import type { SellersParts } from '../../parts.ts';
import { sellerEvent } from '../../write-seller.ts';

/** Rows of one batch. */
export const MAX_IMPORT_ROWS = 500;

/**
 * Makes or updates the sellers of one batch, all in one transaction; the same batch again changes nothing.
 * @returns a decision for each row, in their order.
 * @throws DomainError `import-collision` when another import of the same sellers was faster.
 */
export async function importSellers(
  parts: SellersParts,
  ctx: RequestContext,
  rows: readonly ImportRow[],
): Promise<readonly RowDecision[]> {
  requireInTime(ctx);
  return unitOfWork(parts.db, ctx, async (transaction) => {
    const references = [...new Set(rows.map((row) => row.reference))];
    const known = await findByReferences(parts.stores, { all: true }, references, transaction);
    const decisions = decideImport(rows, known, {
      defaultCommissionBasisPoints: parts.config.defaultCommissionBasisPoints,
      at: parts.clock.now(),
      newSellerId: () => parts.ids('seller'),
    });
    await store(parts, ctx, transaction, decisions);
    return decisions;
  });
}

async function store(
  parts: SellersParts,
  ctx: RequestContext,
  transaction: NonNullable<Transaction>,
  decisions: readonly RowDecision[],
): Promise<void> {
  const created = decisions.flatMap((decision) => (decision.outcome === 'created' ? [decision.seller] : []));
  const updated = decisions.flatMap((decision) => (decision.outcome === 'updated' ? [decision.seller] : []));
  await storeImported(parts.stores, transaction, { created, updated });
  await parts.outbox.add(transaction, ctx, parts.clock, [
    ...created.map((seller) => sellerEvent('SellerApproved', seller)),
    ...updated.map((seller) => sellerEvent('SellerChanged', seller)),
  ]);
  if (created.length + updated.length === 0) return;
  await parts.audit.record(transaction, ctx, {
    action: 'seller.imported',
    subject: ctx.requestId,
    after: {
      created: created.map(({ sellerId }) => sellerId),
      updated: updated.map(({ sellerId }) => sellerId),
    },
  });
}
