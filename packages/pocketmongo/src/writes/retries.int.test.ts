import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Doc } from '../bson/values.ts';
import type { CommandCall } from '../commands/command.ts';
import type { Operation } from '../execution/operation.ts';
import { d, openFixture, type Fixture } from '../storage/engine-fixture.ts';
import type { Batch } from './batch.ts';
import { runBatch } from './run-batch.ts';

const COUNT = 5_010;
const NAMESPACE = 'shop.items';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
  await fixture.insert(NAMESPACE, ...Array.from({ length: COUNT }, (_, _id) => d({ _id, n: _id, times: 0 })));
});
afterAll(() => fixture.stop());

const retry = (txnNumber: bigint): Operation => ({ retry: { session: 'one', txnNumber } });

/** As the command has it, without readers. */
const callOf = (op: Operation): CommandCall =>
  ({ server: { engine: fixture.engine, readers: { isOpen: false } }, op }) as unknown as CommandCall;

/** Adds one to the documents with these numbers, which only a scan finds. */
function counting(numbers: readonly number[], start: (n: number) => void = () => undefined): Batch<number> {
  return {
    statements: numbers,
    ordered: true,
    empty: () => ({ counts: { n: 0 }, lists: { writeErrors: [] } }),
    change: (n) => {
      start(n);
      return {
        kind: 'update',
        namespace: NAMESPACE,
        request: {
          query: { filter: d({ n }) },
          multi: false,
          apply: (document) => new Map([...document, ['times', Number(document.get('times')) + 1]]),
        },
      };
    },
    note: ({ counts }, _index, { matched = 0 }) => (counts['n'] = (counts['n'] ?? 0) + matched),
    reply: ({ counts }) => d(counts),
  };
}

const times = (numbers: readonly number[]): unknown[] =>
  fixture
    .find(NAMESPACE, { filter: d({ n: { $in: numbers } }) })
    .map((document: Doc) => document.get('times'));

describe('a retryable batch that is committed statement by statement', () => {
  it('gives a retry its reply', async () => {
    const numbers = [4_000, 4_001, 4_002];
    expect(await runBatch(callOf(retry(1n)), counting(numbers))).toEqual(d({ n: 3 }));
    expect(await runBatch(callOf(retry(1n)), counting(numbers))).toEqual(d({ n: 3 }));
    expect(times(numbers)).toEqual([1, 1, 1]);
  });

  it('goes on where it was cut off, also after a restart, and adds up', async () => {
    const numbers = [4_100, 4_101, 4_102];
    let isStopped = false;
    const cut = { ...retry(2n), isStopped: () => isStopped };
    const stopAtLast = counting(numbers, (n) => (isStopped = n === 4_102));
    await expect(runBatch(callOf(cut), stopAtLast)).rejects.toMatchObject({ code: 11_601 });
    expect(times(numbers)).toEqual([1, 1, 0]);
    await fixture.restart();
    expect(await runBatch(callOf(retry(2n)), counting(numbers))).toEqual(d({ n: 3 }));
    expect(times(numbers)).toEqual([1, 1, 1]);
  });

  it('is done once when two retries run side by side', async () => {
    const numbers = [4_200, 4_201, 4_202, 4_203];
    const replies = await Promise.all([1, 2, 3].map(() => runBatch(callOf(retry(3n)), counting(numbers))));
    expect(replies).toEqual([d({ n: 4 }), d({ n: 4 }), d({ n: 4 })]);
    expect(times(numbers)).toEqual([1, 1, 1, 1]);
  });
});

describe('a slice', () => {
  it('is refused when the collection is another one by then', async () => {
    const slice = { table: 0, ids: Float64Array.of(1), from: 0, since: 0 };
    const write = fixture.write((unit) =>
      unit.deleteSlice(NAMESPACE, { query: { filter: d({}) }, multi: true }, slice),
    );
    await expect(write).rejects.toMatchObject({ code: 175 });
  });
});
