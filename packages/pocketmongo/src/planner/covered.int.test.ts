import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { values } from '../bson/arbitrary-values.ts';
import { encodeDocument } from '../bson/encode.ts';
import { Decimal128, Double, isDoc, type Doc, type Value } from '../bson/values.ts';
import { checkDatabase } from '../check/check-database.ts';
import type { Query, Row } from '../engine.ts';
import { compileProjection } from '../projection/compile.ts';
import { includedPaths } from '../projection/plain-inclusion.ts';
import { d, openFixture, type Fixture } from '../storage/engine-fixture.ts';

const NS = 'test.things';
const INDEXES = [
  { a: 1, b: -1, 's.x': 1 },
  { b: 1, a: 1, _id: 1 },
  { t: 1, a: -1, _id: -1 },
] as const;
let fixture: Fixture;

beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture.stop());

/** The projected rows of a query as bytes, the fields of each in alphabetical order. */
function projected(query: Query): string[] {
  const { projection, filter } = query;
  const options = { filter, collation: undefined, system: {}, variables: undefined };
  const project = compileProjection(projection, options) ?? ((row: Pick<Row, 'doc'>) => row.doc());
  const cursor = fixture.engine.find({}, NS, { ...query, fields: includedPaths(projection) });
  const rows: string[] = [];
  for (let row = cursor.next(); row !== undefined; row = cursor.next())
    rows.push(Buffer.from(encodeDocument(new Map([...project(row)].sort()))).toString('hex'));
  return rows;
}

function examined(query: Partial<Query>): { stages: string[]; docs: number } {
  const plan = fixture.engine.explain(
    {},
    NS,
    { filter: new Map(), ...query, fields: includedPaths(query.projection) },
    'executionStats',
  );
  const stages: string[] = [];
  for (let stage = (plan.get('queryPlanner') as Doc).get('winningPlan'); isDoc(stage);) {
    stages.push(stage.get('stage') as string);
    stage = stage.get('inputStage');
  }
  return { stages, docs: (plan.get('executionStats') as Doc).get('totalDocsExamined') as number };
}

describe('a projection of indexed fields', () => {
  const numbers = fc.constantFrom<Value>(
    0,
    1,
    1n,
    new Double(1),
    -0,
    2,
    2n ** 60n,
    1.5,
    Decimal128.fromString('1'),
  );
  const some = fc.oneof(numbers, values, fc.constantFrom<Value>(null, 'x', 'x\0y', 'é', new Date(-5)));
  const record = fc
    .record(
      {
        a: some,
        b: some,
        t: fc.oneof(
          fc.constantFrom<Value>('p', 'q'),
          fc.constant(0).map((): Value => ['p', 'q']),
        ),
        s: fc.oneof(
          fc.record({ x: some }).map((sub) => d(sub)),
          numbers,
        ),
      },
      { requiredKeys: [] },
    )
    .map((fields) => new Map<string, Value>(Object.entries(fields)));
  const operand = fc.oneof(
    numbers,
    fc.constantFrom<Value>('x', null, d({ $gt: 0 }), d({ $lte: 1n }), d({ $ne: 1 }), d({ $type: 'long' })),
    fc.constantFrom<Value>(
      d({ $exists: true }),
      d({ $exists: false }),
      d({ $in: [1, 'x'] }),
      d({ $mod: [2, 1] }),
    ),
  );
  const filters = fc
    .dictionary(fc.constantFrom('a', 'b', 's.x'), operand)
    .chain((fields) =>
      fc.boolean().map((p) => new Map([...(p ? [['t', 'p'] as const] : []), ...Object.entries(fields)])),
    );
  const projections = fc
    .tuple(fc.subarray(['a', 'b', 's.x', 't'] as const, { minLength: 1 }), fc.boolean())
    .map(([paths, id]) =>
      d({ ...Object.fromEntries(paths.map((path) => [path, 1])), ...(id ? {} : { _id: 0 }) }),
    );

  beforeAll(async () => {
    for (const key of INDEXES) await fixture.index(NS, { key });
    for (const [i, document] of fc.sample(record, { numRuns: 250, seed: 7 }).entries()) {
      const whole = new Map<string, Value>([['_id', i % 3 === 0 ? BigInt(i) : i], ...document]);
      // Two arrays in one document can't be indexed together.
      await fixture
        .insert(NS, whole)
        .catch((error: unknown) => expect((error as { code: number }).code).toBe(171));
    }
    // Values that change their type alone have the same keys.
    await fixture.write((unit) =>
      unit.update(NS, {
        query: { filter: d({ a: 1 }) },
        multi: true,
        apply: (document) => new Map([...document, ['a', 1n]]),
      }),
    );
  });

  it('gives through keys what documents give', () => {
    let rows = 0;
    const sorts = fc.constantFrom<Doc | undefined>(undefined, d({ a: 1, _id: 1 }), d({ b: -1, _id: 1 }));
    fc.assert(
      fc.property(
        filters,
        projections,
        sorts,
        fc.constantFrom(...INDEXES),
        (filter, projection, sort, hint) => {
          const query = { filter, projection, sort };
          const found = projected({ ...query, hint: d(hint) });
          const expected = projected({ ...query, hint: d({ $natural: 1 }) });
          rows += found.length;
          if (sort === undefined) expect(found.sort()).toEqual(expected.sort());
          else expect(found).toEqual(expected);
        },
      ),
      { numRuns: 200 },
    );
    expect(rows).toBeGreaterThan(1_000);
  });

  it('leaves entries that the check finds right', async () => {
    await fixture.engine.close();
    expect((await checkDatabase(fixture.dataDir)).problems).toEqual([]);
    await fixture.restart();
  });
});

describe('the plan of a covered query', () => {
  beforeAll(async () => {
    await fixture.write((unit) => unit.dropCollection(NS));
    await fixture.index(NS, { key: { shop: 1, price: 1, _id: 1 } });
    await fixture.index(NS, { key: { tags: 1, price: 1 } });
    const goods = Array.from({ length: 300 }, (_, i) =>
      d({ _id: i, shop: i % 3, price: BigInt(i % 50), tags: ['all', `t${i % 5}`], title: `thing ${i}` }),
    );
    await fixture.insert(NS, ...goods);
  });

  it('reads no document, also behind a filter, a sort or an array in another field', () => {
    const projection = d({ price: 1, _id: 1 });
    expect(examined({ filter: d({ shop: 1 }), projection, sort: d({ price: 1 }), limit: 5 })).toEqual({
      stages: ['LIMIT', 'PROJECTION_COVERED', 'IXSCAN'],
      docs: 0,
    });
    expect(examined({ filter: d({ shop: 1 }), projection, sort: d({ _id: 1 }) })).toEqual({
      stages: ['PROJECTION_COVERED', 'SORT', 'IXSCAN'],
      docs: 0,
    });
    expect(examined({ filter: d({ shop: 1, price: d({ $mod: [10, 3] }) }), projection }).docs).toBe(0);
    expect(examined({ filter: d({ tags: 'all' }), projection: d({ price: 1, _id: 0 }) }).docs).toBe(0);
  });

  it('reads documents for fields that the keys do not hold', () => {
    const stages = (projection: Record<string, unknown>) =>
      examined({ filter: d({ shop: 1 }), projection: d(projection) }).stages;
    expect(stages({ title: 1 })).toEqual(['PROJECTION_SIMPLE', 'FETCH', 'IXSCAN']);
    expect(stages({ title: 0 })).toEqual(['PROJECTION_DEFAULT', 'FETCH', 'IXSCAN']);
    expect(examined({ filter: d({ tags: 'all' }), projection: d({ tags: 1, _id: 0 }) }).docs).toBe(300);
  });

  it('holds keys to what else the filter says before it reads documents', () => {
    const filter = d({ shop: 1, price: d({ $mod: [10, 3] }), title: 'thing 13' });
    expect(examined({ filter }).docs).toBe(10);
    const paged = d({ shop: 1, $nor: [{ price: d({ $lt: 48n }) }] });
    expect(examined({ filter: paged }).docs).toBe(4);
  });
});
