import type { Document } from 'mongodb';
import type { Figure } from '../figure.ts';
import type { Work, World } from '../world.ts';

const RUNS = 3;

/** Microseconds per document of something that looks at all of them; the best of some runs. */
async function perDocument(
  world: World,
  what: string,
  documents: number,
  run: () => Promise<unknown>,
  wanted?: number,
): Promise<Figure> {
  await run();
  let best = Number.POSITIVE_INFINITY;
  let serverUs: number | undefined;
  for (let turn = 0; turn < RUNS; turn += 1) {
    const before = await world.target.usage();
    const started = performance.now();
    await run();
    const took = ((performance.now() - started) * 1_000) / documents;
    const after = await world.target.usage();
    if (took >= best) continue;
    best = took;
    if (before !== undefined && after !== undefined)
      serverUs = (after.processorUs - before.processorUs) / documents;
  }
  const bare = 1_000_000 / (await world.bare.perSecond('scans', documents));
  return {
    what,
    value: best,
    unit: 'µs',
    bare,
    ...(serverUs === undefined ? {} : { serverUs }),
    ...(wanted === undefined ? {} : { wanted }),
  };
}

const GROUPED: Document[] = [
  { $match: { _id: { $lt: 10_000 } } },
  { $group: { _id: '$category', sold: { $sum: '$price' }, best: { $max: '$rating' }, count: { $sum: 1 } } },
  { $sort: { _id: 1 } },
];

/** What looks at every document: filters without an index, and an aggregation. */
export const scans: Work = {
  name: 'scans',
  run: async (world) => {
    const { db, documents } = world;
    const products = db.collection('products');
    const scan = (what: string, filter: Document) =>
      perDocument(world, what, documents, () => products.find(filter).toArray(), 3);
    return [
      await scan('scan, a comparison, per document', { rating: { $gt: 4.8 }, stock: { $lt: 0 } }),
      await scan('scan, a text in a subdocument, per document', { 'seller.name': 'nobody' }),
      await scan('scan, $or of $in and $exists, per document', {
        $or: [{ name: { $in: ['x', 'y'] } }, { missing: { $exists: true } }],
      }),
      await perDocument(world, 'count with a filter, per document', documents, () =>
        products.countDocuments({ active: true, rating: { $gte: 2 } }),
      ),
      await perDocument(world, 'aggregation of 10,000, per document', Math.min(10_000, documents), () =>
        products.aggregate(GROUPED).toArray(),
      ),
    ];
  },
};
