import type { Db, Document, MongoClient } from 'mongodb';
import type { Bare } from './bare.ts';
import { product } from './documents.ts';
import type { Figure } from './figure.ts';
import { inFlight, percentile } from './in-flight.ts';
import type { Target } from './target.ts';

/** What the works are measured on. */
export interface World {
  readonly client: MongoClient;
  readonly db: Db;
  readonly target: Target;
  readonly bare: Bare;
  /** Documents in the collection `products`. */
  readonly documents: number;
  /** Operations of a measurement, as a part of the usual number. */
  readonly scale: number;
}

/** One measurement of the benchmark. */
export interface Work {
  readonly name: string;
  readonly run: (world: World) => Promise<Figure[]>;
}

export const IN_FLIGHT = 32;

interface Load {
  readonly what: string;
  readonly count: number;
  readonly width?: number;
  readonly bareWork?: string;
  readonly wanted?: number;
  readonly operation: (number: number) => Promise<unknown>;
}

/** Runs operations, so many in flight, after a tenth of them to warm up. */
export async function measure(world: World, load: Load): Promise<Figure> {
  const { what, width = IN_FLIGHT, bareWork, wanted, operation } = load;
  const count = Math.max(width, Math.round(load.count * world.scale));
  const warm = Math.ceil(count / 10);
  await inFlight(warm, width, operation);
  const before = await world.target.usage();
  const own = process.cpuUsage();
  const { sorted, elapsedMs } = await inFlight(count, width, (number) => operation(number + warm));
  const spent = process.cpuUsage(own);
  const after = await world.target.usage();
  const bare = bareWork === undefined ? undefined : await world.bare.perSecond(bareWork, count);
  return {
    what,
    value: (count * 1_000) / elapsedMs,
    unit: '/s',
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
    clientUs: (spent.user + spent.system) / count,
    ...(before === undefined || after === undefined
      ? {}
      : { serverUs: (after.processorUs - before.processorUs) / count }),
    ...(bare === undefined ? {} : { bare }),
    ...(wanted === undefined ? {} : { wanted }),
  };
}

/** Fills a collection with products, from number `from` on. */
export async function fill(db: Db, name: string, count: number, from = 0): Promise<void> {
  for (let start = 0; start < count; start += 1_000) {
    const batch: Document[] = Array.from({ length: Math.min(1_000, count - start) }, (_, index) =>
      product(from + start + index),
    );
    await db.collection(name).insertMany(batch);
  }
}
