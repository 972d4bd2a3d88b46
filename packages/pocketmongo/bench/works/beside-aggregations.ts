import { scattered } from '../documents.ts';
import { inFlight, percentile } from '../in-flight.ts';
import type { Work } from '../world.ts';

const AGGREGATIONS = 4;
const PIPELINE = [
  { $match: { stock: { $gte: 0 } } },
  { $limit: 10_000 },
  { $group: { _id: '$category', sold: { $sum: '$price' }, best: { $max: '$rating' } } },
];

/** How long one document takes while four aggregations run all the time. */
export const besideAggregations: Work = {
  name: 'beside',
  run: async ({ db, documents, scale }) => {
    const products = db.collection<{ _id: number }>('products');
    let running = true;
    let aggregated = 0;
    const aggregate = async (): Promise<void> => {
      while (running) {
        await products.aggregate(PIPELINE).toArray();
        aggregated += 1;
      }
    };
    const others = Array.from({ length: AGGREGATIONS }, aggregate);
    await inFlight(50, 1, (number) => products.findOne({ _id: scattered(number, documents) }));
    aggregated = 0;
    const { sorted, elapsedMs } = await inFlight(Math.ceil(3_000 * scale), 1, (number) =>
      products.findOne({ _id: scattered(number, documents) }),
    );
    const done = aggregated;
    running = false;
    await Promise.all(others);
    const p99 = percentile(sorted, 0.99);
    return [
      {
        what: 'findOne beside 4 aggregations, p99',
        value: p99,
        unit: 'ms',
        p50: percentile(sorted, 0.5),
        p99,
        wanted: 25,
      },
      { what: 'aggregations of 10,000 meanwhile', value: (done * 1_000) / elapsedMs, unit: '/s' },
    ];
  },
};
