import type { Doc } from '../bson/values.ts';
import type { CollectionEntry, IndexEntry } from '../catalog/entries.ts';
import type { Query } from '../engine.ts';
import type { QueryLanguage } from '../query/query-language.ts';
import type { Collation } from '../collation/collation.ts';
import { commandError } from '../errors.ts';
import { findNear } from '../query/geo/near.ts';
import { planTextSearch } from '../indexes/text/search.ts';
import { analyse, withBranch, type Analysis } from './analysis.ts';
import { collationOrders } from './collated-bounds.ts';
import { planWildcards } from './compound-wildcard.ts';
import { distinctField } from './distinct.ts';
import { hintedIndex, naturalOrder, withinHinted } from './hint.ts';
import { indexFilterFor, withFilteredIndexes } from './index-filters.ts';
import { indexHoldsAll } from './implication.ts';
import { planIndex, type IndexPlan } from './index-plan.ts';
import { coveringFields, keyConditions } from './key-fields.ts';
import { hasKeyBounds, hintMissing, incompatible, planBetween } from './min-max.ts';
import { byDistance, checkGeoIndex } from './near-order.ts';
import { wholeCollection } from './natural-order.ts';
import { indexAccess, type IndexAccess, type Plan } from './plan.ts';
import { pointLookup } from './point-lookup.ts';
import { sortCoverage, type Coverage } from './sort-coverage.ts';
import { requirePlan } from './wildcard.ts';
import { parseSort, type SortField } from './sort-spec.ts';

/** Chooses how to run a query. Throws BadValue for a bad filter, sort or hint. */
export function planQuery(
  collection: CollectionEntry | undefined,
  query: Query,
  language: QueryLanguage,
): Plan {
  const filter = indexFilterFor(collection, query);
  if (filter === undefined || collection === undefined) return planUnfiltered(collection, query, language);
  const filtered = withFilteredIndexes(collection, filter);
  const plan = planUnfiltered(filtered, { ...query, hint: undefined }, language);
  return { ...plan, collection, query, isFiltered: true };
}

function planUnfiltered(
  collection: CollectionEntry | undefined,
  asked: Query,
  language: QueryLanguage,
): Plan {
  const lookup = collection === undefined ? undefined : pointLookup(collection, asked, language);
  if (lookup !== undefined) return lookup;
  const query = withinHinted(collection, asked);
  const natural = naturalOrder(query.sort) ?? naturalOrder(query.hint);
  const wanted = naturalOrder(query.sort) === undefined ? parseSort(query.sort) : [];
  const near = findNear(query.filter);
  const sort = near === undefined || wanted.length > 0 ? wanted : [byDistance(near)];
  const empty = query.filter.size === 0;
  const residual = empty ? undefined : language.compileFilter(query.filter, query);
  const plan: Plan = {
    query,
    collection,
    access: { kind: 'none' },
    residual,
    rawResidual: () => language.compileRawFilter?.(query.filter, { collation: query.collation }),
    sort: sort.length === 0 ? undefined : sort,
    skip: query.skip ?? 0,
    limit: query.limit ?? 0,
    rejected: [],
  };
  const analysis = analyse(query.filter);
  if (sort.some((field) => field.meta) && analysis.text === undefined)
    throw commandError('BadValue', 'query requires text score metadata, but it is not available');
  if (collection === undefined) {
    if (analysis.text !== undefined) throw textIndexMissing();
    return plan;
  }
  if (near !== undefined && analysis.text !== undefined)
    throw commandError('BadValue', 'text and geoNear not allowed in same query');
  if (near !== undefined) checkGeoIndex(collection, near);
  if (analysis.text !== undefined) return textPlan(plan, collection, analysis, analysis.text);
  if (hasKeyBounds(query) && hintedIndex(collection, query) === undefined) throw hintMissing();
  if (natural !== undefined) return { ...plan, access: wholeCollection(collection, natural < 0) };
  const candidates = candidatesOf(plan, collection, analysis, sort);
  if (hasKeyBounds(query) && candidates.length === 0) throw incompatible();
  const chosen = chooseAccess(plan, candidates, analysis, sort, collection, query.collation);
  return readingKeys(chosen, language);
}

function textIndexMissing(): Error {
  return commandError('IndexNotFound', 'text index required for $text query');
}

function textPlan(plan: Plan, collection: CollectionEntry, analysis: Analysis, text: Doc): Plan {
  const index = collection.indexes.find((candidate) => candidate.text !== undefined && !candidate.hidden);
  if (index?.text === undefined) throw textIndexMissing();
  if (plan.query.hint !== undefined) throw commandError('BadValue', 'text queries do not allow hints');
  if (naturalOrder(plan.query.sort) !== undefined)
    throw commandError('BadValue', 'text queries do not allow $natural sort order');
  const search = planTextSearch(index.text, text, analysis.tests);
  const onlyText = analysis.tests.length === 0 && analysis.ors.length === 0 && !analysis.opaque;
  return { ...plan, access: { kind: 'text', index, search }, residual: onlyText ? undefined : plan.residual };
}

type Candidate = { plan: IndexPlan; covers: Coverage | undefined; score: number };

function candidatesOf(
  plan: Plan,
  collection: CollectionEntry,
  analysis: Analysis,
  sort: readonly SortField[],
): Candidate[] {
  const { query } = plan;
  const hinted = hintedIndex(collection, query);
  const candidates: Candidate[] = [];
  for (const index of hinted === undefined ? collection.indexes : [hinted]) {
    if (index.text !== undefined || index.geo !== undefined || (index.hidden && hinted === undefined))
      continue;
    if (hinted === undefined && !indexHoldsAll(index, analysis, query.collation)) continue;
    const plans = hasKeyBounds(query)
      ? [planBetween(index, query)]
      : plansOf(index, analysis, query.collation);
    if (hinted?.wildcard !== undefined) requirePlan(plans);
    for (const own of plans) {
      const covers = sort.length === 0 ? undefined : coverage(own, sort, query.collation);
      const bounded = own.points > 0 || own.ranged;
      const skips = distinctField(query, own) !== undefined && (sort.length === 0 || covers?.merge === false);
      if (!bounded && covers === undefined && hinted === undefined && !skips) continue;
      const score = scoreOf(own, covers !== undefined, bounded) + (skips ? SKIPPING_SCORE : 0);
      const candidate = { plan: own, covers, score };
      if (query.fields !== undefined && coveringFields(planned(plan, candidate, sort), own) !== undefined)
        candidate.score += COVERED_SCORE;
      candidates.push(candidate);
      // Nothing beats a whole unique key, and `_id` comes first.
      if (score >= UNIQUE_SCORE && query.alternatives !== true) return [candidate];
    }
  }
  return candidates;
}

/** How an index can answer a filter; a wildcard index by each of several paths, or not at all. */
function plansOf(index: IndexEntry, analysis: Analysis, collation: Collation | undefined): IndexPlan[] {
  return index.wildcard === undefined
    ? [planIndex(index, analysis, collation)]
    : planWildcards(index, index.wildcard, analysis, collation);
}

function coverage(
  plan: IndexPlan,
  sort: readonly SortField[],
  collation: Collation | undefined,
): Coverage | undefined {
  return collationOrders(plan.index, collation) ? sortCoverage(plan, sort) : undefined;
}

/** Passing by equal values is worth more than the order. */
const SKIPPING_SCORE = 12;

/** Reading no document is worth less than an equality, a range or the order. */
const COVERED_SCORE = 3;

const UNIQUE_SCORE = 10_000;

/** An equality on a whole unique key beats all; then equalities, then the order that is asked for, then ranges. */
function scoreOf(plan: IndexPlan, covers: boolean, bounded: boolean): number {
  const fields = plan.index.fields.length;
  if (plan.index.unique && plan.fixed === fields) return UNIQUE_SCORE;
  const order = covers ? 9 : 0;
  const partial = plan.index.partial === undefined ? 0 : 1;
  const filtered = plan.keyFilter === undefined ? 0 : 2;
  return (
    (bounded ? 5 : 0) + plan.points * 10 + (plan.ranged ? 6 : 0) + order + filtered + partial - fields * 0.01
  );
}

function chooseAccess(
  plan: Plan,
  candidates: Candidate[],
  analysis: Analysis,
  sort: readonly SortField[],
  collection: CollectionEntry,
  collation: Collation | undefined,
): Plan {
  candidates.sort((a, b) => b.score - a.score);
  const [best, ...others] = candidates;
  const branches =
    best === undefined || best.plan.points + Number(best.plan.ranged) === 0
      ? orPlans(collection, analysis, collation)
      : undefined;
  if (branches !== undefined && plan.query.hint === undefined)
    return { ...plan, access: { kind: 'or', plans: branches } };
  if (best === undefined) return { ...plan, access: wholeCollection(collection, false) };
  return { ...planned(plan, best, sort), rejected: others.map(candidateAccess) };
}

function planned(plan: Plan, candidate: Candidate, sort: readonly SortField[]): Plan {
  const ordered = sort.length === 0 || candidate.covers !== undefined;
  const access = candidateAccess(candidate);
  return {
    ...plan,
    access: {
      ...access,
      distinct: ordered && !access.merge ? distinctField(plan.query, candidate.plan) : undefined,
      distinctNulls: plan.query.distinctNulls === true,
    },
    residual: candidate.plan.exact ? undefined : plan.residual,
    sort: ordered ? undefined : [...sort],
  };
}

const candidateAccess = ({ plan, covers }: Candidate): IndexAccess => ({
  ...indexAccess(plan),
  reverse: covers?.direction === -1,
  merge: covers?.merge === true,
});

/** The plan, with what keys can answer in place of documents. */
function readingKeys(plan: Plan, language: QueryLanguage): Plan {
  const { access, query } = plan;
  if (access.kind !== 'index') return plan;
  if (query.returnKey === true) return { ...plan, access: { ...access, returnKey: true } };
  const covered = coveringFields(plan, access.plan);
  if (covered !== undefined) return { ...plan, access: { ...access, covered } };
  const found = plan.residual === undefined ? undefined : keyConditions(query.filter, access.plan);
  if (found === undefined) return plan;
  const matches = language.compileFilter(found.filter, query);
  return { ...plan, access: { ...access, conditions: { ...found, matches } } };
}

/** An index for each branch of an $or, when each branch has one. */
function orPlans(
  collection: CollectionEntry,
  analysis: Analysis,
  collation: Collation | undefined,
): IndexPlan[] | undefined {
  const [branches] = analysis.ors;
  if (branches === undefined || branches.length === 0) return undefined;
  const base = { ...analysis, ors: [] };
  const plans: IndexPlan[] = [];
  for (const branch of branches) {
    const own = withBranch(base, branch);
    const usable = collection.indexes
      .filter(
        (index) =>
          index.text === undefined &&
          index.geo === undefined &&
          !index.hidden &&
          indexHoldsAll(index, own, collation),
      )
      .flatMap((index) => plansOf(index, { ...own, ors: [] }, collation))
      .filter((plan) => plan.points > 0 || plan.ranged)
      .sort((a, b) => scoreOf(b, false, true) - scoreOf(a, false, true));
    const [best] = usable;
    if (best === undefined) return undefined;
    plans.push(best);
  }
  return plans;
}
