import type { EventEnvelope } from '@souk/contracts';
import type { StockLine } from '../domain/lines.ts';
import type { StockReturn } from '../domain/reservation.ts';
import { inventoryError } from '../errors.ts';
import { REMEMBERED_COMMANDS } from './models.ts';
import { addingPieces, WRITE_ATTEMPTS, type Stocks } from './stocks.ts';

/** Puts sold pieces back on the shelf. The return's id stays in each stock document, so that it counts once. */
export async function returnPieces(
  stocks: Stocks,
  { id, lines }: StockReturn,
  restocked: (line: StockLine) => EventEnvelope,
): Promise<void> {
  let open = lines;
  for (let attempt = 0; attempt < WRITE_ATTEMPTS && open.length > 0; attempt += 1) {
    const done = await stocks.bulkWrite(
      open.flatMap((line) =>
        addingPieces(
          { _id: line.offerId, 'commands.id': { $ne: id } },
          { available: line.quantity, sold: -line.quantity },
          {
            $push: { commands: { $each: [{ id, available: line.quantity }], $slice: -REMEMBERED_COMMANDS } },
          },
          restocked(line),
        ),
      ),
    );
    if (done.matchedCount === open.length) return;
    const left = await stocks
      .find(
        { _id: { $in: open.map((line) => line.offerId) }, 'commands.id': { $ne: id } },
        { projection: { _id: 1 } },
      )
      .toArray();
    const ids = new Set(left.map((each) => each._id));
    open = open.filter((line) => ids.has(line.offerId));
  }
  if (open.length > 0) throw inventoryError('stock-busy', { offerId: open[0]?.offerId });
}
