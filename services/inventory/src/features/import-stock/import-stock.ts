import type { Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { recordAdjustment } from '../../data/adjustments.ts';
import type { Inventory } from '../../deps.ts';
import type { AdjustmentReason } from '../../domain/stock.ts';
import { bringToEnd, draft } from '../adjust-stock/adjust-stock.ts';
import { knownLevels } from '../get-stock/known-levels.ts';

export type StockRow = { readonly offerId: Id; readonly available: number };

export type StockRowResult = {
  readonly offerId: Id;
  readonly result: 'set' | 'unchanged' | 'refused';
  /** Code of the error, for a refused row. */
  readonly code: 'offer-not-found' | 'duplicate-row' | null;
};

/**
 * Sets the stock of many offers; rows of unknown offers, and repeats of an offer, are refused without stopping the rest.
 * Sending the same rows again changes nothing.
 */
export async function importStock(
  inventory: Inventory,
  ctx: RequestContext,
  { rows, reason }: { rows: readonly StockRow[]; reason: AdjustmentReason },
): Promise<StockRowResult[]> {
  const firstRow = new Map<Id, number>();
  for (const [index, row] of rows.entries()) if (!firstRow.has(row.offerId)) firstRow.set(row.offerId, index);
  const levels = await knownLevels(inventory, ctx, [...firstRow.keys()], { all: true });
  const available = new Map(levels.map((level) => [level.offerId, level.available]));
  const results = rows.map((row, index): StockRowResult => {
    const { offerId } = row;
    const seen = available.get(offerId);
    if (seen === undefined) return { offerId, result: 'refused', code: 'offer-not-found' };
    if (firstRow.get(offerId) !== index) return { offerId, result: 'refused', code: 'duplicate-row' };
    return { offerId, result: seen === row.available ? 'unchanged' : 'set', code: null };
  });
  const changed = rows.filter((_row, index) => results[index]?.result === 'set');
  if (changed.length > 0) await setAll(inventory, ctx, changed, reason);
  return results;
}

async function setAll(
  inventory: Inventory,
  ctx: RequestContext,
  rows: readonly StockRow[],
  reason: AdjustmentReason,
): Promise<void> {
  const lines = rows.map((row) => ({ offerId: row.offerId, correction: { setTo: row.available } }));
  const record = draft(inventory, ctx, { lines, reason, note: 'import' });
  const adjustment = await recordAdjustment(inventory.store.adjustments, record);
  await bringToEnd(inventory, ctx, adjustment, null);
}
