import { cycleProblems, dependencies, writeSkews } from './cycles.ts';
import { type History, type Problem, writersOf } from './history.ts';
import { lossProblems, orderProblems, readProblems } from './reads.ts';

export type Verdict = {
  problems: Problem[];
  /** Pairs of transactions with write skew, which is allowed. */ writeSkews: number;
};

/** Checks a history of list-appending transactions against snapshot isolation. */
export function checkHistory(history: History): Verdict {
  const writers = writersOf(history);
  const problems = [...readProblems(history, writers), ...lossProblems(history), ...orderProblems(history)];
  const edges = dependencies(history, writers);
  return { problems: [...problems, ...cycleProblems(edges)], writeSkews: writeSkews(edges) };
}
