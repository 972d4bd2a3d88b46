import { money, multiplyMoney, sumMoney, type Money } from '@souk/kernel';
import { nativeCollection, type Database } from '@souk/platform/data';

/** Freight by weight and distance, in minor units. */
export type RateTable = {
  /** For any parcel. */
  readonly base: bigint;
  /** For each kilogram that has begun. */
  readonly perKilogram: bigint;
  /** Added in percent for each step between the first digits of the postcodes, up to nine. */
  readonly percentPerZone: bigint;
};

export const DEFAULT_RATES: RateTable = { base: 890n, perKilogram: 310n, percentPerZone: 8n };

type Shipment = {
  readonly sellerId: string;
  readonly originPostcode: string;
  readonly destinationPostcode: string;
  readonly lines: readonly {
    readonly offerId: string;
    readonly quantity: number;
    readonly weightGrams: number;
  }[];
};

export type SetFreight = { readonly offerId: string; readonly freight: Money | null };

export type SandboxRates = {
  /** The freight of each shipment, in its order: what was set for an offer (per piece), else the rate table. */
  quote(ctx: unknown, shipments: readonly Shipment[]): Promise<readonly Money[]>;
  /** Sets the freight per piece of offers; null goes back to the rate table. */
  setFreights(freights: readonly SetFreight[]): Promise<void>;
  freightOf(offerId: string): Money | null;
  start(): Promise<void>;
};

type FreightDocument = { readonly _id: string; readonly amount: bigint };

/** Makes the sandbox's shipping rates: deterministic, settable, the same after a restart. */
export function createSandboxRates(options: {
  readonly db: Database;
  readonly currency: string;
  readonly table?: RateTable;
}): SandboxRates {
  const { currency, table = DEFAULT_RATES } = options;
  const stored = nativeCollection<FreightDocument>(options.db, 'freights');
  const freights = new Map<string, Money>();
  return {
    quote: (_ctx, shipments) =>
      Promise.resolve(shipments.map((shipment) => quoteOf(shipment, freights, table, currency))),
    setFreights: async (changes) => {
      if (changes.length === 0) return;
      await stored.bulkWrite(changes.map(toWrite));
      for (const { offerId, freight } of changes) {
        if (freight === null) freights.delete(offerId);
        else freights.set(offerId, freight);
      }
    },
    freightOf: (offerId) => freights.get(offerId) ?? null,
    start: async () => {
      for await (const { _id, amount } of stored.find({})) freights.set(_id, money(amount, currency));
    },
  };
}

function toWrite({ offerId, freight }: SetFreight) {
  if (freight === null) return { deleteOne: { filter: { _id: offerId } } };
  const update = { $set: { amount: freight.amount } };
  return { updateOne: { filter: { _id: offerId }, update, upsert: true } };
}

function quoteOf(
  shipment: Shipment,
  freights: ReadonlyMap<string, Money>,
  table: RateTable,
  currency: string,
): Money {
  const set = shipment.lines.flatMap((line) => {
    const freight = freights.get(line.offerId);
    return freight === undefined ? [] : [multiplyMoney(freight, line.quantity)];
  });
  const grams = shipment.lines
    .filter((line) => !freights.has(line.offerId))
    .map((line) => line.weightGrams * line.quantity);
  const byTable = grams.length === 0 ? [] : [byWeight(shipment, sum(grams), table, currency)];
  return sumMoney([...set, ...byTable], currency);
}

function byWeight(shipment: Shipment, grams: number, table: RateTable, currency: string): Money {
  const kilograms = BigInt(Math.max(1, Math.ceil(grams / 1000)));
  const near = table.base + table.perKilogram * kilograms;
  const percent = 100n + table.percentPerZone * zonesBetween(shipment);
  return money((near * percent + 50n) / 100n, currency);
}

function zonesBetween({ originPostcode, destinationPostcode }: Shipment): bigint {
  const from = zoneOf(originPostcode);
  const to = zoneOf(destinationPostcode);
  return BigInt(Math.abs(from - to));
}

function zoneOf(postcode: string): number {
  return Number(/\d/.exec(postcode)?.[0] ?? '0');
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
