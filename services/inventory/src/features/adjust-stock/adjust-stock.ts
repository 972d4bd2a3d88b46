import type { Id } from '@souk/kernel';
import { causedBy, type RequestContext } from '@souk/platform/context';

import { findAdjustment, recordAdjustment } from '../../data/adjustments.ts';
import type { AdjustmentDocument } from '../../data/models.ts';
import { findLevels, type StockLevel } from '../../data/stocks.ts';
import type { Inventory } from '../../deps.ts';
import type { AdjustmentReason, Correction } from '../../domain/stock.ts';
import { inventoryError } from '../../errors.ts';
import { ownStock } from '../get-stock/get-stock.ts';
import { applyAdjustment } from './apply-adjustment.ts';

export type AdjustStock = {
  readonly offerId: Id;
  readonly correction: Correction;
  readonly reason: AdjustmentReason;
  readonly note: string;
};

/**
 * Corrects the pieces available of an offer by its seller or an administrator. The command counts once: its id is
 * stored in the stock document.
 * @throws DomainError `offer-not-found`, `stock-too-low`, `stock-too-high`, `stale-version`, `stock-busy`.
 */
export async function adjustStock(
  inventory: Inventory,
  ctx: RequestContext,
  command: AdjustStock,
): Promise<{ readonly adjustmentId: Id; readonly level: StockLevel }> {
  const { store } = inventory;
  const { offerId } = command;
  const seen = await ownStock(inventory, ctx, offerId);
  const earlier = ctx.idempotency === null ? null : await findAdjustment(store.adjustments, ctx.commandId);
  if (earlier === null && ctx.ifMatch !== null && ctx.ifMatch !== String(seen.version)) {
    throw inventoryError('stale-version');
  }
  const lines = [{ offerId, correction: command.correction }];
  const adjustment =
    earlier ?? (await recordAdjustment(store.adjustments, draft(inventory, ctx, { ...command, lines })));
  await inventory.faults.reach('inventory.adjust.recorded');
  await bringToEnd(inventory, ctx, adjustment, ctx.ifMatch === null ? null : seen.version);
  const [level] = await findLevels(store.stocks, [offerId], { all: true });
  if (level === undefined) throw inventoryError('offer-not-found');
  return { adjustmentId: adjustment._id, level };
}

/** Applies the adjustment unless that was done before. @throws the refusal with which it ended. */
export async function bringToEnd(
  inventory: Inventory,
  ctx: RequestContext,
  adjustment: AdjustmentDocument,
  seenVersion: number | null,
): Promise<void> {
  switch (adjustment.state) {
    case 'applied':
      return;
    case 'refused':
      throw inventoryError(knownRefusal(adjustment.refusal));
    case 'applying':
      await applyAdjustment(inventory, ctx, adjustment, seenVersion);
  }
}

/** The record of an adjustment that is about to be applied. */
export function draft(
  inventory: Inventory,
  ctx: RequestContext,
  { lines, reason, note }: Pick<AdjustmentDocument, 'lines' | 'reason' | 'note'>,
): AdjustmentDocument {
  const now = inventory.machineClock.now();
  return {
    _id: inventory.ids('adjustment'),
    commandId: ctx.commandId,
    lines,
    reason,
    note,
    by: causedBy(ctx.identity),
    state: 'applying',
    createdAt: now,
    dueAt: new Date(now.getTime() + inventory.config.inventoryLeaseMs),
  };
}

function knownRefusal(code: string | undefined) {
  return code === 'stock-too-high' || code === 'stale-version' ? code : 'stock-too-low';
}
