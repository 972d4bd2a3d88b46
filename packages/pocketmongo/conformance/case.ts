import type { Db } from 'mongodb';

/** What one case says: its name, and a check that throws (or rejects) with the difference. */
export interface Case {
  name: string;
  check: () => void;
}

/** A table of cases: what it needs is asked of the server once, then each case is looked at. */
export interface Table {
  name: string;
  ask: (db: Db) => Promise<Case[]>;
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
        outcome.failures.push(`${one.name}: ${Error.isError(error) ? error.message : String(error)}`);
      }
    }
    outcomes.push(outcome);
  }
  return outcomes;
}
