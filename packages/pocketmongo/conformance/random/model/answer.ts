import { isIndex } from './paths.ts';
import { type Doc, isArray, isDoc, text, type Value } from './values.ts';

/** The field that only `$currentDate` writes: of its value only the type is compared. */
export const CLOCK_FIELD = 'touched';

/** The field of groups for what `$addToSet` gathers. */
const SET_FIELD = 'set';

/** What a command comes to, on either side. */
export type Answer =
  | { kind: 'error'; codes: readonly number[] }
  | { kind: 'value'; value: Value }
  /** `any`: in any order; `some`: `count` of the rows, whichever; `loose`: 1 and 1.0 are the same. */
  | { kind: 'rows'; rows: Value[]; order: 'given' | 'any' | 'some'; count: number; loose: boolean };

/** As a driver shows it: fields named like numbers come first. */
function shown(value: Value): Value {
  if (isArray(value)) return value.map(shown);
  if (!isDoc(value)) return value;
  const fields = Array.from(value, ([name, inner]): [string, Value] => [
    name,
    name === CLOCK_FIELD ? true : shown(inner),
  ]);
  const numbered = fields.filter(([name]) => isIndex(name)).sort(([a], [b]) => Number(a) - Number(b));
  return new Map([...numbered, ...fields.filter(([name]) => !isIndex(name))]);
}

/** Documents are never changed, so that the text of one is made once. */
const texts = new WeakMap<Doc, string>();

export function rowText(row: Value, loose = false): string {
  if (loose || !isDoc(row)) return freshText(row, loose);
  const known = texts.get(row) ?? freshText(row, false);
  texts.set(row, known);
  return known;
}

const freshText = (row: Value, loose: boolean): string =>
  loose ? text(unordered(shown(row)), 'loose') : text(shown(row));

/** What `$addToSet` gathers in a group has no order. */
function unordered(row: Value): Value {
  if (!isDoc(row)) return row;
  const sorted = (value: Value): Value =>
    isArray(value) ? [...value].sort((a, b) => (text(a, 'loose') < text(b, 'loose') ? -1 : 1)) : value;
  return new Map(Array.from(row, ([name, value]) => [name, name === SET_FIELD ? sorted(value) : value]));
}

export function answerText(answer: Answer): string {
  if (answer.kind === 'error')
    return `error ${[...new Set(answer.codes)].sort((a, b) => a - b).join(' or ')}`;
  if (answer.kind === 'value') return rowText(answer.value);
  const rows = answer.rows.map((row) => rowText(row, answer.loose));
  if (answer.order !== 'given') rows.sort();
  return `${answer.order === 'some' ? `${answer.count} of ` : ''}${rows.length} rows\n${rows.join('\n')}`;
}

/** Whether the server's answer is what the model allows. */
export function agrees(expected: Answer, found: Answer): boolean {
  if (expected.kind === 'error')
    return found.kind === 'error' && found.codes.every((code) => expected.codes.includes(code));
  if (expected.kind === 'rows' && found.kind === 'rows') {
    if (expected.order === 'some') return isPart(expected, found);
    return answerText(expected) === answerText({ ...expected, rows: found.rows });
  }
  return answerText(expected) === answerText(found);
}

type Rows = Extract<Answer, { kind: 'rows' }>;

function isPart(expected: Rows, found: Rows): boolean {
  const left = new Map<string, number>();
  for (const row of expected.rows) {
    const key = rowText(row, expected.loose);
    left.set(key, (left.get(key) ?? 0) + 1);
  }
  return (
    found.rows.length === expected.count &&
    found.rows.every((row) => {
      const key = rowText(row, expected.loose);
      const count = left.get(key) ?? 0;
      left.set(key, count - 1);
      return count > 0;
    })
  );
}

export function docOf(fields: Record<string, Value>): Doc {
  return new Map(Object.entries(fields));
}
