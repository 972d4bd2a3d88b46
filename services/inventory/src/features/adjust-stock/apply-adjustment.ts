import { isDomainError } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { newEvent } from '@souk/platform/events';
import {
  closeAdjustment,
  correctStocks,
  findStocks,
  type SeenStock,
  type StockCorrection,
} from '../../data/adjustments.ts';
import type { AdjustmentDocument } from '../../data/models.ts';
import { WRITE_ATTEMPTS } from '../../data/stocks.ts';
import type { Inventory } from '../../deps.ts';
import { correctedStock, stockEvent } from '../../domain/stock.ts';
import { inventoryError } from '../../errors.ts';

type Line = AdjustmentDocument['lines'][number];

/**
 * Applies a recorded adjustment, each line once, and closes it; a repeat after an interruption goes on where it stopped.
 * @param seenVersion when given, the one line's stock must still have this version.
 * @throws DomainError `stock-too-low`, `stock-too-high`, `stale-version` (the adjustment is then refused for good),
 * `stock-busy`.
 */
export async function applyAdjustment(
  inventory: Inventory,
  ctx: RequestContext,
  adjustment: AdjustmentDocument,
  seenVersion: number | null = null,
): Promise<void> {
  const { store, faults } = inventory;
  try {
    await applyLines(inventory, ctx, adjustment, seenVersion);
  } catch (error) {
    // Busy is no refusal: the sweeper, or the caller's retry, goes on.
    if (!isDomainError(error) || error.kind === 'unavailable') throw error;
    await closeAdjustment(store.adjustments, adjustment._id, { state: 'refused', refusal: error.code });
    throw error;
  }
  await faults.reach('inventory.adjust.stock');
  await closeAdjustment(store.adjustments, adjustment._id, { state: 'applied' });
}

async function applyLines(
  inventory: Inventory,
  ctx: RequestContext,
  { _id, lines }: AdjustmentDocument,
  seenVersion: number | null,
): Promise<void> {
  const { store, machineClock } = inventory;
  for (let attempt = 0; attempt < WRITE_ATTEMPTS; attempt += 1) {
    const seen = await findStocks(
      store.stocks,
      lines.map((line) => line.offerId),
    );
    const open = new Map(
      seen
        .filter((stock) => !stock.commands.some((command) => command.id === _id))
        .map((stock) => [stock._id, stock]),
    );
    if (seenVersion !== null && [...open.values()].some((stock) => stock.version !== seenVersion)) {
      throw inventoryError('stale-version');
    }
    const corrections = lines.flatMap((line) => correction(inventory, ctx, line, open.get(line.offerId)));
    const all = await correctStocks(store.stocks, _id, corrections, machineClock.now());
    if (corrections.some((each) => each.event !== null)) store.signal.fire();
    if (all) return;
  }
  throw inventoryError('stock-busy');
}

function correction(
  inventory: Inventory,
  ctx: RequestContext,
  { offerId, correction: asked }: Line,
  stock: SeenStock | undefined,
): StockCorrection[] {
  if (stock === undefined) return [];
  const from = stock.available;
  const to = correctedStock(from, asked);
  return [{ offerId, from, to, event: changeEvent(inventory, ctx, stock, to) }];
}

/** The event of a correction. Stock that is entered for the first time is no restocking. */
function changeEvent(inventory: Inventory, ctx: RequestContext, stock: SeenStock, to: number) {
  const { clock, ids } = inventory;
  const offerId = stock._id;
  const type = stock.version === 0 ? null : stockEvent(stock.available, to);
  if (type === null) return null;
  return type === 'OfferSoldOut'
    ? newEvent(ctx, clock, ids, { type, subject: offerId, data: { offerId } })
    : newEvent(ctx, clock, ids, { type, subject: offerId, data: { offerId, available: to } });
}
