import type { holdPieces as original } from '../../../services/inventory/src/data/stocks.ts';

export * from '../../../services/inventory/src/data/stocks.ts';

/** Stands in for the one conditional write: what it has read may be out of date when it writes. */
export const holdPieces: typeof original = async (stocks, { offerId, quantity }, reservationId) => {
  const now = await stocks.findOne({ _id: offerId }, { projection: { available: 1 } });
  if ((now?.available ?? 0) < quantity) return false;
  await stocks.updateOne(
    { _id: offerId },
    {
      $inc: { available: -quantity, reserved: quantity, version: 1 },
      $push: { holds: { reservationId, quantity } },
    },
  );
  return true;
};
