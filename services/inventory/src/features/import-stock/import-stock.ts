import type { FieldError, Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { recordAdjustment } from '../../data/adjustments.ts';
import type { Inventory } from '../../deps.ts';
import type { AdjustmentReason } from '../../domain/stock.ts';
import { bringToEnd, draft } from '../adjust-stock/adjust-stock.ts';
import { knownLevels } from '../get-stock/known-levels.ts';

export type StockRow = { readonly offerId: Id; readonly available: number };

export type StockRowOutcome = {
  readonly offerId: Id;
  readonly outcome: 'updated' | 'unchanged' | 'refused';
  readonly errors: readonly FieldError[];
};

/**
 * Sets the stock of many offers; rows of unknown offers, and repeats of an offer, are refused without stopping the rest.
 * Sending the same rows again changes nothing.
 */
export async function importStock(
  inventory: Inventory,
  ctx: RequestContext,
  { rows, reason }: { rows: readonly StockRow[]; reason: AdjustmentReason },
): Promise<StockRowOutcome[]> {
  const firstRow = new Map<Id, number>();
  for (const [index, row] of rows.entries()) if (!firstRow.has(row.offerId)) firstRow.set(row.offerId, index);
  const levels = await knownLevels(inventory, ctx, [...firstRow.keys()], { all: true });
  const available = new Map(levels.map((level) => [level.offerId, level.available]));
  const outcomes = rows.map((row, index): StockRowOutcome => {
    const { offerId } = row;
    const seen = available.get(offerId);
    if (seen === undefined) return refused(offerId, index, 'exists', 'There is no such offer.');
    if (firstRow.get(offerId) !== index)
      return refused(offerId, index, 'unique', 'An earlier row of this batch names the same offer.');
    return { offerId, outcome: seen === row.available ? 'unchanged' : 'updated', errors: [] };
  });
  const changed = rows.filter((_row, index) => outcomes[index]?.outcome === 'updated');
  if (changed.length > 0) await setAll(inventory, ctx, changed, reason);
  return outcomes;
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

function refused(offerId: Id, index: number, rule: string, message: string): StockRowOutcome {
  return { offerId, outcome: 'refused', errors: [{ pointer: `/rows/${index}/offerId`, rule, message }] };
}
