import type { Db, Document } from 'mongodb';
import { exact, expectSame } from './same.ts';
import { Refusal, Typed } from './values.ts';

/** What one case says: its name, and a check that throws (or rejects) with the difference. */
export interface Case {
  name: string;
  check: () => void;
}

/** A table of cases: what it needs is asked of the server once, then each case is looked at. */
export interface Table {
  name: string;
  ask: (db: Db) => Promise<Case[]>;
  /** How many cases worked out by hand each name has, as `expression $add`; none for a generated table. */
  covers?: ReadonlyMap<string, number>;
}

export interface Outcome {
  table: string;
  passed: number;
  failures: string[];
}

/** Runs the tables one after another on an empty database. */
export async function runTables(db: Db, tables: readonly Table[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { name, ask } of tables) {
    const outcome: Outcome = { table: name, passed: 0, failures: [] };
    for (const one of await ask(db)) {
      try {
        one.check();
        outcome.passed += 1;
      } catch (error) {
        const difference = Error.isError(error) ? error.message : String(error);
        outcome.failures.push(`${difference}: ${one.name}`);
      }
    }
    outcomes.push(outcome);
  }
  return outcomes;
}

/** How many cases each name of a table has. */
export const covering = (kind: string, rows: Readonly<Record<string, readonly unknown[]>>) =>
  new Map(Object.entries(rows).map(([name, cases]) => [`${kind} ${name}`, cases.length]));

/** A case whose answer, a value or an error, is there already. */
export function answered(name: string, answer: unknown, expected: unknown): Case {
  return {
    name,
    check: () => {
      if (expected instanceof Refusal) expectRefusal(answer, expected);
      else if (Error.isError(answer)) throw answer;
      else if (expected instanceof Typed) expectSame(typesOf(answer), expected.types);
      else expectSame(answer, expected);
    },
  };
}

/** The names of the classes of a document's values. */
const typesOf = (document: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(document as Record<string, object>).map(([field, value]) => [
      field,
      value.constructor.name,
    ]),
  );

function expectRefusal(answer: unknown, { codes }: Refusal): void {
  if (!Error.isError(answer)) throw new Error(`expected error ${codes.join(' or ')}, found ${exact(answer)}`);
  const code = 'code' in answer ? Number(answer.code) : Number.NaN;
  if (codes.length === 0 || codes.includes(code)) return;
  throw new Error(`expected error ${codes.join(' or ')}, found ${code}: ${answer.message}`);
}

/** The value of a promise, or its error as a value. */
export const settled = (promise: Promise<unknown>): Promise<unknown> =>
  promise.catch((error: unknown) => error);

const AT_ONCE = 16;

/** Maps so many at a time, in order of the items. */
export async function inTurns<Item, Result>(
  items: readonly Item[],
  map: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE) {
    const turn = items.slice(at, at + AT_ONCE).map((item, index) => map(item, at + index));
    results.push(...(await Promise.all(turn)));
  }
  return results;
}

/** A document of the suite's collections. */
export interface Stored extends Document {
  _id: number;
}
