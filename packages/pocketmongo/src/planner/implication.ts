import { compareValues, typeRank, valuesEqual } from '../bson/compare.ts';
import { isDoc, type Doc, type Value } from '../bson/values.ts';
import type { IndexEntry } from '../catalog/entries.ts';
import type { Collation } from '../collation/collation.ts';
import { sameCollation } from '../collation/spec.ts';
import { mayHoldText } from './collated-bounds.ts';
import { analyse, type Analysis, type Test } from './analysis.ts';

/** True when every document that the filter can match is in the index, though it is partial or sparse. */
export function indexHoldsAll(
  index: IndexEntry,
  analysis: Analysis,
  collation: Collation | undefined,
): boolean {
  if (index.sparse && index.text === undefined && !excludesMissing(index, analysis)) return false;
  if (index.partial === undefined) return true;
  const same = sameCollation(index.collation, collation);
  return implies({ analysis, text: same ? { collation } : undefined }, index.partial.filter);
}

function excludesMissing(index: IndexEntry, analysis: Analysis): boolean {
  return index.fields.some((field) =>
    analysis.tests.some((test) => test.path === field.path && impliesExistence(test)),
  );
}

/** Whether what a test lets through has something other than null at its path. */
export function impliesExistence(test: Test): boolean {
  if (test.kind === 'points') return test.values.every((value) => value !== null);
  return true;
}

/** A query's conditions; `text`: strings compare under it in the query and in the index's filter, and not alike if missing. */
type Premises = { analysis: Analysis; text: { collation: Collation | undefined } | undefined };

function implies(premises: Premises, partial: Doc): boolean {
  for (const [name, operand] of partial) {
    if (name === '$and' && Array.isArray(operand)) {
      if (!operand.every((part) => isDoc(part) && implies(premises, part))) return false;
    } else if (name === '$or' && Array.isArray(operand)) {
      if (!operand.some((part) => isDoc(part) && implies(premises, part))) return false;
    } else if (name.startsWith('$')) {
      return false;
    } else if (!impliesCondition(premises, name, operand)) return false;
  }
  return true;
}

function impliesCondition({ analysis, text }: Premises, path: string, operand: Value): boolean {
  const own = analysis.tests.filter((test) => test.path === path);
  const wanted = analyse(new Map([[path, operand]]));
  if (isDoc(operand) && operand.has('$type')) return false;
  if (text === undefined && wanted.tests.some(comparesText)) return false;
  const counted =
    wanted.tests.length > 0 && (!wanted.opaque || wanted.tests.some((test) => test.kind === 'exists'));
  return (
    counted && wanted.tests.every((test) => own.some((given) => testImplies(given, test, text?.collation)))
  );
}

function comparesText(test: Test): boolean {
  if (test.kind === 'points') return test.values.some(mayHoldText);
  return test.kind === 'range' && mayHoldText(test.sample);
}

function testImplies(given: Test, wanted: Test, collation: Collation | undefined): boolean {
  if (wanted.kind === 'exists') return impliesExistence(given);
  if (given.kind === 'points') {
    if (wanted.kind === 'points')
      return given.values.every((value) =>
        wanted.values.some((other) => valuesEqual(value, other, collation)),
      );
    return wanted.kind === 'range' && given.values.every((value) => inRange(value, wanted, collation));
  }
  return given.kind === 'range' && wanted.kind === 'range' && rangeInside(given, wanted, collation);
}

type RangeTest = Extract<Test, { kind: 'range' }>;

function inRange(value: Value, range: RangeTest, collation: Collation | undefined): boolean {
  if (typeRank(value) !== typeRank(range.sample)) return false;
  if (range.low !== undefined) {
    const order = compareValues(value, range.low.value, collation);
    if (order < 0 || (order === 0 && !range.low.inclusive)) return false;
  }
  if (range.high === undefined) return true;
  const order = compareValues(value, range.high.value, collation);
  return order < 0 || (order === 0 && range.high.inclusive);
}

function rangeInside(given: RangeTest, wanted: RangeTest, collation: Collation | undefined): boolean {
  if (typeRank(given.sample) !== typeRank(wanted.sample)) return false;
  if (wanted.low !== undefined) {
    if (given.low === undefined) return false;
    const order = compareValues(given.low.value, wanted.low.value, collation);
    if (order < 0 || (order === 0 && given.low.inclusive && !wanted.low.inclusive)) return false;
  }
  if (wanted.high === undefined) return true;
  if (given.high === undefined) return false;
  const order = compareValues(given.high.value, wanted.high.value, collation);
  return order < 0 || (order === 0 && (!given.high.inclusive || wanted.high.inclusive));
}
