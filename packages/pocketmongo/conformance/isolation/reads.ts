import {
  type Attempt,
  type History,
  isPrefix,
  ownBefore,
  type Problem,
  readOfOthers,
  type Writer,
} from './history.ts';

const name = ({ id }: Attempt): string => `T${id}`;
const shown = (list: readonly number[]): string => `[${list.join(' ')}]`;

/** Looks at every read by itself: dirty, intermediate, stale and non-repeatable ones. */
export function readProblems(history: History, writers: ReadonlyMap<number, Writer>): Problem[] {
  const committed = history.attempts.filter(({ outcome }) => outcome !== 'aborted');
  return [
    ...committed.flatMap((attempt) => [...ownProblems(attempt), ...foreignProblems(attempt, writers)]),
    ...stalenessProblems(history),
  ];
}

/** A transaction sees one list per row, and what it appended itself at the end of it. */
function ownProblems(attempt: Attempt): Problem[] {
  const problems: Problem[] = [];
  const first = new Map<number, readonly number[]>();
  attempt.steps.forEach((step, at) => {
    if (step.kind !== 'read') return;
    const own = ownBefore(attempt, at, step.row);
    const told = `${name(attempt)} read row ${step.row} as ${shown(step.list)}`;
    if (step.list.slice(step.list.length - own.length).join() !== own.join()) {
      problems.push({ anomaly: 'own write not seen', told: `${told} after appending ${shown(own)}` });
      return;
    }
    const others = readOfOthers(attempt, at);
    const before = first.get(step.row);
    if (before === undefined) first.set(step.row, others);
    else if (before.join() !== others.join())
      problems.push({ anomaly: 'non-repeatable read', told: `${told}, before as ${shown(before)}` });
  });
  return problems;
}

/** Nothing of a transaction that was aborted, and not half of one. */
function foreignProblems(attempt: Attempt, writers: ReadonlyMap<number, Writer>): Problem[] {
  return attempt.steps.flatMap((step, at): Problem[] => {
    if (step.kind !== 'read') return [];
    const others = readOfOthers(attempt, at);
    const told = `${name(attempt)} read row ${step.row} as ${shown(step.list)}`;
    const unknown = others.filter((value) => !writers.has(value));
    if (unknown.length > 0) return [{ anomaly: 'value from nowhere', told }];
    if (new Set(others).size !== others.length) return [{ anomaly: 'value twice', told }];
    const aborted = others
      .map((value) => writers.get(value))
      .find((writer) => writer?.attempt.outcome === 'aborted');
    if (aborted !== undefined)
      return [{ anomaly: 'G1a aborted read', told: `${told}, of ${name(aborted.attempt)}` }];
    const newest = writers.get(others.at(-1) ?? Number.NaN);
    if (newest !== undefined && !newest.last && newest.attempt !== attempt)
      return [{ anomaly: 'G1b intermediate read', told: `${told}, of ${name(newest.attempt)}` }];
    return [];
  });
}

/** A transaction that began after another was acknowledged sees it. */
function stalenessProblems({ attempts }: History): Problem[] {
  const acknowledged = new Map<number, { value: number; at: number; by: Attempt }[]>();
  for (const attempt of attempts)
    if (attempt.outcome === 'committed')
      for (const step of attempt.steps)
        if (step.kind === 'append') {
          const entry = { value: step.value, at: attempt.endedAt, by: attempt };
          acknowledged.set(step.row, [...(acknowledged.get(step.row) ?? []), entry]);
        }
  return attempts.flatMap((attempt) =>
    attempt.steps.flatMap((step): Problem[] => {
      if (step.kind !== 'read') return [];
      const seen = new Set(step.list);
      const missed = (acknowledged.get(step.row) ?? []).find(
        ({ value, at, by }) => at < attempt.startedAt && by !== attempt && !seen.has(value),
      );
      const told = `${name(attempt)} did not see ${missed?.value ?? ''} in row ${step.row}`;
      return missed === undefined ? [] : [{ anomaly: 'stale read', told }];
    }),
  );
}

/** What is lost: committed and not in the list at the end; or in it though aborted. */
export function lossProblems({ attempts, final }: History): Problem[] {
  const problems: Problem[] = [];
  const present = new Map(Array.from(final, ([row, list]) => [row, new Set(list)]));
  for (const attempt of attempts)
    for (const step of attempt.steps) {
      if (step.kind !== 'append') continue;
      const there = present.get(step.row)?.has(step.value) === true;
      const told = `${step.value} of ${name(attempt)} in row ${step.row}`;
      if (attempt.outcome === 'committed' && !there) problems.push({ anomaly: 'lost update', told });
      if (attempt.outcome === 'aborted' && there) problems.push({ anomaly: 'G1a aborted write stays', told });
    }
  return problems;
}

/** Every committed read is the beginning of the list at the end. */
export function orderProblems({ attempts, final }: History): Problem[] {
  return attempts.flatMap((attempt) =>
    attempt.steps.flatMap((step, at): Problem[] => {
      if (step.kind !== 'read' || attempt.outcome === 'aborted') return [];
      const others = readOfOthers(attempt, at);
      if (isPrefix(others, final.get(step.row) ?? [])) return [];
      return [
        {
          anomaly: 'incompatible order',
          told: `${name(attempt)} read row ${step.row} as ${shown(step.list)}`,
        },
      ];
    }),
  );
}
