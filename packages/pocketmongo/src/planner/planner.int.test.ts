import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareValues } from '../bson/compare.ts';
import { isDoc, type Doc, type Value } from '../bson/values.ts';
import type { Query } from '../engine.ts';
import { checkDatabase } from '../check/check-database.ts';
import { compileFilter } from '../query/match.ts';
import { compileSort } from '../query/sort.ts';
import { d, openFixture, type Fixture } from '../storage/engine-fixture.ts';

const NS = 'test.things';
const INDEXES = [
  { key: { a: 1 } },
  { key: { b: -1, a: 1 } },
  { key: { 'c.x': 1, 'c.y': -1 } },
  { key: { t: 1, a: -1 } },
  { key: { a: 1, t: 1 } },
  { key: { t: 1, b: 1 }, name: 'tb' },
  { key: { 'c.x': 1, t: -1, 'd.e': 1 } },
  { key: { a: 1, b: 1 }, sparse: true, name: 'sparse' },
  { key: { b: 1, 'c.x': 1 }, partialFilterExpression: { a: { $gt: 1 } }, name: 'partial' },
];

const small = fc.constantFrom<Value>(0, 1, 2, 3, 1.5, 2n, 'x', 'y', null, true);
const field = fc.oneof(
  { weight: 5, arbitrary: small },
  fc.array(small, { maxLength: 3 }),
  fc.array(fc.array(small, { maxLength: 2 }), { maxLength: 2 }),
);
const sub = fc.record({ x: small, y: small }, { requiredKeys: [] }).map((fields) => d(fields));
const things = fc
  .record(
    {
      a: field,
      b: field,
      t: small,
      d: fc.record({ e: small }).map((e) => d(e)),
      c: fc.oneof(sub, fc.array(sub, { maxLength: 3 }), small),
    },
    { requiredKeys: [] },
  )
  .map((fields) => d(fields));

const comparison = fc
  .tuple(fc.constantFrom('$eq', '$gt', '$gte', '$lt', '$lte', '$ne'), small)
  .map(([op, value]) => d({ [op]: value }));
const operators = fc.oneof(
  small,
  comparison,
  fc.tuple(small, small).map(([low, high]) => d({ $gte: low, $lt: high })),
  fc.array(small, { maxLength: 3 }).map((list) => d({ $in: list })),
  fc.boolean().map((wanted) => d({ $exists: wanted })),
  fc.array(small, { maxLength: 2 }),
  fc.constant(d({ $regex: '^x' })),
  fc.tuple(small, small).map(([low, high]) => d({ $elemMatch: { $gte: low, $lte: high } })),
  fc.tuple(small, small).map(([low, high]) => d({ $elemMatch: { $lt: high }, $gt: low })),
);
const paths = fc.constantFrom('a', 'b', 'c.x', 'c.y', 't', 'c', 'd.e', '_id');
const flat = fc
  .dictionary(paths, operators, { minKeys: 1, maxKeys: 3 })
  .map((fields) => new Map(Object.entries(fields)) as Doc);
const elem = fc.tuple(small, comparison).map(([x, y]) => d({ c: d({ $elemMatch: d({ x, y }) }) }));
const filters = fc.oneof(
  { weight: 4, arbitrary: flat },
  fc.tuple(flat, flat, flat).map(([own, left, right]) => new Map([...own, ['$or', [left, right] as Value]])),
  fc.tuple(flat, flat).map(([left, right]) => d({ $or: [left, right] })),
  fc.tuple(flat, flat).map(([left, right]) => d({ $and: [left, right] })),
  elem,
);
const sorts = fc.oneof(
  fc.constant<Doc | undefined>(undefined),
  fc
    .uniqueArray(fc.tuple(paths, fc.constantFrom(1, -1)), {
      minLength: 1,
      maxLength: 2,
      selector: ([path]) => path,
    })
    .map((keys) => new Map<string, Value>(keys)),
);

function idsOf(documents: readonly Doc[]): Value[] {
  return documents.map((document) => document.get('_id') ?? null);
}

describe('queries answered with indexes', () => {
  let fixture: Fixture;
  let all: Doc[];

  beforeAll(async () => {
    fixture = await openFixture();
    for (const spec of INDEXES) await fixture.index(NS, spec);
    const generated = fc.sample(things, { numRuns: 300, seed: 11 });
    let id = 0;
    for (const document of generated) {
      id += 1;
      const whole = new Map<string, Value>([['_id', id], ...document]);
      await fixture
        .insert(NS, whole)
        .catch((error: unknown) => expect((error as { code: number }).code).toBe(171));
    }
    all = fixture.find(NS, {});
    expect(all.length).toBeGreaterThan(200);
  });

  afterAll(() => fixture.stop());

  const naive = (query: Query): Doc[] => {
    const matches = compileFilter(query.filter);
    const found = all.filter((document) => matches(document));
    return query.sort === undefined ? found : [...found].sort(compileSort(query.sort));
  };

  it('give the documents that a scan gives, in an order that the sort allows', () => {
    fc.assert(
      fc.property(filters, sorts, (filter, sort) => {
        const query: Query = { filter, sort };
        const expected = naive(query);
        const found = fixture.find(NS, query);
        const byId = (a: Value, b: Value): number => compareValues(a, b);
        expect(idsOf(found).sort(byId)).toEqual(idsOf(expected).sort(byId));
        if (sort === undefined) return;
        const order = compileSort(sort);
        for (const [i, document] of found.entries()) expect(order(document, expected[i] ?? document)).toBe(0);
      }),
      { numRuns: 700 },
    );
  });

  it('count, skip and limit alike', () => {
    fc.assert(
      fc.property(filters, fc.nat(5), fc.integer({ min: 1, max: 9 }), (filter, skip, limit) => {
        const total = naive({ filter }).length;
        const page = Math.min(limit, Math.max(0, total - skip));
        expect(fixture.engine.count({}, NS, { filter })).toBe(total);
        expect(fixture.engine.count({}, NS, { filter, skip, limit })).toBe(page);
        expect(fixture.find(NS, { filter, skip, limit })).toHaveLength(page);
      }),
      { numRuns: 150 },
    );
  });

  it('leave indexes that agree with the documents after updates and deletes', async () => {
    const changes = fc.sample(fc.tuple(filters, things, fc.boolean()), { numRuns: 60, seed: 5 });
    for (const [filter, change, drop] of changes) {
      const query: Query = { filter, limit: 7 };
      await fixture
        .write((unit) => {
          if (drop) unit.delete(NS, { query, multi: false });
          else unit.update(NS, { query, multi: true, apply: (doc) => new Map([...doc, ...change]) });
        })
        .catch((error: unknown) => expect((error as { code: number }).code).toBe(171));
    }
    await fixture.engine.close();
    const report = await checkDatabase(fixture.dataDir);
    expect(report.problems).toEqual([]);
    expect(report.documents).toBeGreaterThan(100);
    await fixture.restart();
  });
});

describe('plans', () => {
  let fixture: Fixture;
  const explain = (
    query: Partial<Query>,
  ): { stages: string[]; index: Value | undefined; keys: number; docs: number; returned: number } => {
    const shown = fixture.engine.explain({}, NS, { filter: new Map(), ...query }, 'executionStats');
    const stats = shown.get('executionStats') as Doc;
    const planner = shown.get('queryPlanner') as Doc;
    const stages: string[] = [];
    let index: Value | undefined;
    for (let stage = planner.get('winningPlan'); isDoc(stage); stage = stage.get('inputStage')) {
      stages.push(stage.get('stage') as string);
      index = stage.get('indexName') ?? index;
    }
    const number = (name: string): number => stats.get(name) as number;
    return {
      stages,
      index,
      keys: number('totalKeysExamined'),
      docs: number('totalDocsExamined'),
      returned: number('nReturned'),
    };
  };

  beforeAll(async () => {
    fixture = await openFixture();
    const documents = Array.from({ length: 1_000 }, (_, i) =>
      d({
        _id: i,
        state: i % 2 === 0 ? 'active' : 'gone',
        price: i % 100,
        category: i % 10,
        email: `u${i}@x`,
      }),
    );
    await fixture.insert(NS, ...documents);
    await fixture.index(NS, { key: d({ state: 1, price: 1, _id: 1 }) });
    await fixture.index(NS, { key: d({ category: 1, state: 1, price: -1 }) });
    await fixture.index(NS, { key: d({ email: 1 }), unique: true });
  });

  afterAll(() => fixture.stop());

  it('look up a unique key with one key and one document', () => {
    expect(explain({ filter: d({ email: 'u5@x' }) })).toMatchObject({
      stages: ['FETCH', 'IXSCAN'],
      keys: 1,
      docs: 1,
      returned: 1,
    });
    expect(explain({ filter: d({ _id: 7 }) })).toMatchObject({ index: '_id_', keys: 1, docs: 1 });
  });

  it('read a page in index order without a sort', () => {
    const page = explain({ filter: d({ state: 'active' }), sort: d({ price: 1, _id: 1 }), limit: 20 });
    expect(page).toMatchObject({ stages: ['LIMIT', 'FETCH', 'IXSCAN'], keys: 20, docs: 20, returned: 20 });
    const down = explain({ filter: d({ category: 2, state: 'active' }), sort: d({ price: -1 }), limit: 5 });
    expect(down).toMatchObject({
      stages: ['LIMIT', 'FETCH', 'IXSCAN'],
      index: 'category_1_state_1_price_-1',
      docs: 5,
    });
  });

  it('start the next page of a keyset at its place', () => {
    const after = d({ state: 'active', $or: [{ price: { $gt: 50 } }, { price: 50, _id: { $gt: 150 } }] });
    const page = explain({ filter: after, sort: d({ price: 1, _id: 1 }), limit: 20 });
    expect(page.stages).toEqual(['LIMIT', 'FETCH', 'IXSCAN']);
    expect(page.docs).toBe(20);
    const found = fixture.find(NS, { filter: after, sort: d({ price: 1, _id: 1 }), limit: 2 });
    expect(idsOf(found)).toEqual([250, 350]);
  });

  it('merge the stretches of an $in in the order that is asked for', () => {
    const page = explain({
      filter: d({ category: { $in: [1, 2, 3] }, state: 'gone' }),
      sort: d({ price: -1 }),
      limit: 10,
    });
    expect(page.stages).toEqual(['LIMIT', 'FETCH', 'SORT_MERGE']);
    expect(page.docs).toBe(10);
    const found = fixture.find(NS, {
      filter: d({ category: { $in: [1, 2, 3] }, state: 'gone' }),
      sort: d({ price: -1 }),
    });
    expect(found.slice(0, 11).map((doc) => doc.get('price'))).toEqual([...Array<number>(10).fill(93), 91]);
  });

  it('read a page under one element of an array in index order', async () => {
    await fixture.index('test.trees', { key: d({ path: 1, price: 1 }) });
    await fixture.insert(
      'test.trees',
      ...Array.from({ length: 60 }, (_, i) => d({ _id: i, path: ['root', `c${i % 3}`], price: 60 - i })),
    );
    const query: Query = { filter: d({ path: 'c1' }), sort: d({ price: 1 }), limit: 2 };
    expect(idsOf(fixture.find('test.trees', query))).toEqual([58, 55]);
    const shown = fixture.engine
      .explain({}, 'test.trees', query, 'executionStats')
      .get('executionStats') as Doc;
    expect(shown.get('totalDocsExamined')).toBe(2);
  });

  it('scan the collection when nothing helps, and obey hints', () => {
    expect(explain({ filter: d({ price: 5 }) }).stages).toEqual(['COLLSCAN']);
    expect(explain({ filter: d({ email: 'u5@x' }), hint: d({ $natural: 1 }) }).stages).toEqual(['COLLSCAN']);
    expect(explain({ filter: d({ email: 'u5@x' }), hint: '_id_' }).index).toBe('_id_');
    expect(() => explain({ hint: 'nope' })).toThrow('hint provided does not correspond to an existing index');
  });
});
