import type { RawTest } from './raw/raw-test.ts';
import { onPath, type DocTest, type MatchState, type ValueTest } from './paths.ts';

/** What one operator demands of a field. */
export type Condition =
  /** `raw`: the test on bytes, where it is worth having. */
  | { kind: 'leaf'; test: ValueTest; expand: boolean; raw?: RawTest | undefined }
  | { kind: 'not'; inner: readonly Condition[] }
  | { kind: 'every'; inner: readonly Condition[] };

export const leaf = (test: ValueTest, expand = true, raw?: RawTest): Condition => ({
  kind: 'leaf',
  test,
  expand,
  raw,
});
/** Holds when `inner` together don't hold. */
export const not = (inner: readonly Condition[]): Condition => ({ kind: 'not', inner });
export const every = (inner: readonly Condition[]): Condition => ({ kind: 'every', inner });

/** The condition on what lies at a path. */
export function conditionOnPath(path: string, condition: Condition): DocTest {
  switch (condition.kind) {
    case 'leaf':
      return onPath(path, condition.test, condition.expand);
    case 'not': {
      const test = allOf(condition.inner.map((inner) => conditionOnPath(path, inner)));
      return (doc) => !test(doc, undefined);
    }
    case 'every':
      return allOf(condition.inner.map((inner) => conditionOnPath(path, inner)));
  }
}

/** The condition on one value, without opening it when it is an array: inside `$elemMatch` and `$pull`. */
export function conditionOnValue(condition: Condition): ValueTest {
  switch (condition.kind) {
    case 'leaf':
      return condition.test;
    case 'not': {
      const test = allOf(condition.inner.map(conditionOnValue));
      return (value) => !test(value, undefined);
    }
    case 'every':
      return allOf(condition.inner.map(conditionOnValue));
  }
}

type Test<T> = (value: T, state: MatchState | undefined) => boolean;

/** All tests hold. */
export function allOf<T>(tests: readonly Test<T>[]): Test<T> {
  const [first, second] = tests;
  if (first === undefined) return () => true;
  if (second === undefined) return first;
  if (tests.length === 2) return (value, state) => first(value, state) && second(value, state);
  return (value, state) => {
    for (const test of tests) if (!test(value, state)) return false;
    return true;
  };
}
