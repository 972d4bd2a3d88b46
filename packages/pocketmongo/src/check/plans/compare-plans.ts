import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareValues } from '../../bson/compare.ts';
import { doc, isDoc, type Doc, type Value } from '../../bson/values.ts';
import { parseCollation } from '../../collation/spec.ts';
import type { Engine, Query } from '../../engine.ts';
import { CommandError, ERROR_CODES } from '../../errors.ts';
import { queryLanguage } from '../../query/language.ts';
import { show } from '../../query/show.ts';
import { compileSort } from '../../query/sort.ts';
import { openEngine } from '../../storage/open-engine.ts';
import { checkDatabase } from '../check-database.ts';
import { Random } from '../fuzz/random.ts';
import { RandomQueries } from './random-queries.ts';
import { COLLATIONS, INDEXES } from './index-kinds.ts';

export type ComparisonReport = {
  queries: number;
  /** Queries that found something. */
  fruitful: number;
  /** By kind of index: how often it was chosen. */
  used: Map<string, number>;
  /** What differed, one text each. */
  differences: string[];
};

const PLAIN = 'compare.plain';
const DOCUMENTS = 60;

/**
 * Asks random queries of collections with the same random documents, one without an index and one for each kind of
 * index: the answers have to be the same documents, in an order that the sort allows.
 */
export async function comparePlans(seed: number, rounds: number, queries: number): Promise<ComparisonReport> {
  const report: ComparisonReport = { queries: 0, fruitful: 0, used: new Map(), differences: [] };
  for (let round = 0; round < rounds; round += 1) {
    const dataDir = mkdtempSync(join(tmpdir(), 'pocketmongo-plans-'));
    const engine = await openEngine({ dataDir, language: queryLanguage, ttlSweepMs: 0 });
    try {
      const random = new Random(seed + round);
      const made = new RandomQueries(random, { odd: round % 2 === 1, arrays: round % 4 > 1 });
      await fill(engine, made, random);
      for (let i = 0; i < queries; i += 1) {
        const given = random.of(COLLATIONS);
        const query: Query = {
          filter: made.filter(),
          sort: made.sort(),
          collation: given === null ? undefined : parseCollation(doc(given)),
        };
        compare(engine, query, `seed ${seed + round}, query ${i}`, report);
      }
    } finally {
      await engine.close();
      const { problems } = await checkDatabase(dataDir);
      report.differences.push(...problems);
      rmSync(dataDir, { recursive: true, force: true });
    }
  }
  return report;
}

async function fill(engine: Engine, made: RandomQueries, random: Random): Promise<void> {
  const documents = Array.from({ length: DOCUMENTS }, (_, i) => made.document(i));
  const indexable = documents.filter((document) => isIndexable(document));
  const early = random.chance(0.5);
  for (const { name, spec } of [{ name: PLAIN, spec: undefined }, ...INDEXES]) {
    const namespace = spec === undefined ? PLAIN : `compare.${name}`;
    await engine.write({}, (unit) => {
      if (early && spec !== undefined) unit.createIndexes(namespace, [doc(spec)]);
      for (const document of indexable) unit.insert(namespace, document);
      // Some go again, and some change, so that entries are removed as well.
      unit.delete(namespace, { query: { filter: doc({ _id: doc({ $lt: 5 }) }) }, multi: true });
      unit.update(namespace, {
        query: { filter: doc({ _id: doc({ $gte: 5, $lt: 10 }) }) },
        multi: true,
        apply: (before) =>
          new Map<string, Value>([...before, ['a', before.get('b') ?? 7], ['b', before.get('a') ?? 'b']]),
      });
      if (!early && spec !== undefined) unit.createIndexes(namespace, [doc(spec)]);
      return new Map();
    });
  }
}

/** Compound indexes take one array only, and hashed ones none. */
function isIndexable(document: Doc): boolean {
  const arrays = ['a', 'b', 'd'].filter((name) => Array.isArray(document.get(name)));
  const sub = document.get('c');
  const inner = sub instanceof Map ? [...sub.values()].filter((value) => Array.isArray(value)) : [];
  return arrays.length + inner.length + Number(Array.isArray(sub)) <= 1 && !arrays.includes('d');
}

function compare(engine: Engine, query: Query, where: string, report: ComparisonReport): void {
  const expected = answer(engine, PLAIN, query);
  report.queries += 1;
  if (typeof expected !== 'number' && expected.length > 0) report.fruitful += 1;
  for (const { name, spec, hints } of INDEXES) {
    const namespace = `compare.${name}`;
    const plan = (): Doc => engine.explain({}, namespace, query, 'queryPlanner');
    if (winner(plan()) !== '_id_') report.used.set(name, (report.used.get(name) ?? 0) + 1);
    const hinted = hints === true && report.queries % 3 === 0 ? [{ ...query, hint: spec.key }] : [];
    for (const asked of [query, ...hinted]) {
      const problem = difference(query, expected, answer(engine, namespace, asked), () =>
        report.queries % 4 === 0 ? engine.count({}, namespace, { ...asked, sort: undefined }) : undefined,
      );
      if (problem !== undefined)
        report.differences.push(
          `${where}, ${name}: ${problem}\n  filter ${show(query.filter)} sort ${show(query.sort ?? null)} collation ${show(query.collation?.spec ?? null)}\n  ${show(plan())}`,
        );
    }
  }
}

/** The index that a plan scans; `_id_` for none. */
function winner(explained: Doc): string {
  const planner = explained.get('queryPlanner');
  let stage = isDoc(planner) ? planner.get('winningPlan') : undefined;
  while (isDoc(stage)) {
    const name = stage.get('indexName');
    if (typeof name === 'string') return name;
    const inputs = stage.get('inputStages');
    stage = Array.isArray(inputs) ? inputs[0] : stage.get('inputStage');
  }
  return '_id_';
}

/** The documents, or the code of the error. */
function answer(engine: Engine, namespace: string, query: Query): Doc[] | number {
  try {
    const cursor = engine.find({}, namespace, query);
    const found: Doc[] = [];
    for (let row = cursor.next(); row !== undefined; row = cursor.next()) found.push(row.doc());
    return found;
  } catch (error) {
    if (error instanceof CommandError && error.code !== ERROR_CODES.InternalError) return error.code;
    throw error;
  }
}

function difference(
  { sort, collation }: Query,
  expected: Doc[] | number,
  found: Doc[] | number,
  count: () => number | undefined,
): string | undefined {
  if (typeof expected === 'number' || typeof found === 'number')
    return expected === found ? undefined : `${show(idsOf(found))} instead of ${show(idsOf(expected))}`;
  const [own, other] = [idsOf(found), idsOf(expected)].map((ids) => show([...ids].sort(compareValues)));
  if (own !== other) return `${own} instead of ${other}`;
  const counted = count() ?? expected.length;
  if (counted !== expected.length) return `counts ${counted} instead of ${expected.length}`;
  if (sort === undefined) return undefined;
  const order = compileSort(sort, collation);
  return found.every((document, i) => order(document, expected[i] ?? document) === 0)
    ? undefined
    : `in the order ${show(idsOf(found))} instead of ${show(idsOf(expected))}`;
}

function idsOf(answered: Doc[] | number): Value[] {
  return typeof answered === 'number' ? [answered] : answered.map((document) => document.get('_id') ?? null);
}
