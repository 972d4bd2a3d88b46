import { type Attempt, type History, type Problem, readOfOthers, type Writer } from './history.ts';

export type Dependency = 'ww' | 'wr' | 'rw';
type Edges = Map<Attempt, Map<Attempt, Set<Dependency>>>;

/** Who depends on whom, by the order of the lists at the end. */
export function dependencies(history: History, writers: ReadonlyMap<number, Writer>): Edges {
  const edges: Edges = new Map();
  const add = (from: Attempt | undefined, to: Attempt | undefined, kind: Dependency): void => {
    if (from === undefined || to === undefined || from === to) return;
    const targets = edges.get(from) ?? new Map<Attempt, Set<Dependency>>();
    targets.set(to, (targets.get(to) ?? new Set<Dependency>()).add(kind));
    edges.set(from, targets);
  };
  const writer = (value: number | undefined): Attempt | undefined =>
    value === undefined ? undefined : writers.get(value)?.attempt;
  for (const list of history.final.values())
    list.forEach((value, at) => add(writer(list[at - 1]), writer(value), 'ww'));
  for (const attempt of history.attempts) {
    if (attempt.outcome === 'aborted') continue;
    attempt.steps.forEach((step, at) => {
      if (step.kind !== 'read') return;
      const seen = readOfOthers(attempt, at);
      const list = history.final.get(step.row) ?? [];
      add(writer(seen.at(-1)), attempt, 'wr');
      const next = list.slice(seen.length).find((value) => writer(value) !== attempt);
      // What the transaction itself appended comes after what it read.
      if (next !== undefined && list[seen.length] === next) add(attempt, writer(next), 'rw');
    });
  }
  return edges;
}

/**
 * Cycles that snapshot isolation forbids: G0 of writes alone, G1c of writes and reads, G-single with one read that was
 * overtaken, and any in which no two overtaken reads follow each other. Write skew has two in a row and is allowed.
 */
export function cycleProblems(edges: Edges): Problem[] {
  const tests: [string, readonly Dependency[]][] = [
    ['G0 write cycle', ['ww']],
    ['G1c circular information flow', ['ww', 'wr']],
  ];
  for (const [anomaly, kinds] of tests) {
    const found = cycleOf(edges, (set) => kinds.some((kind) => set.has(kind)));
    if (found !== undefined) return [{ anomaly, told: path(found) }];
  }
  for (const [from, targets] of edges)
    for (const [to, kinds] of targets) {
      if (!kinds.has('rw')) continue;
      const single = wayBack(edges, to, from, 0);
      if (single !== undefined) return [{ anomaly: 'G-single read skew', told: path([from, ...single]) }];
      const apart = wayBack(edges, to, from, Number.POSITIVE_INFINITY);
      if (apart !== undefined) return [{ anomaly: 'G-nonadjacent', told: path([from, ...apart]) }];
    }
  return [];
}

const path = (attempts: readonly Attempt[]): string => attempts.map(({ id }) => `T${id}`).join(' -> ');

/** A cycle over the edges that fit, by depth-first search. */
function cycleOf(edges: Edges, fits: (kinds: ReadonlySet<Dependency>) => boolean): Attempt[] | undefined {
  const done = new Set<Attempt>();
  for (const start of edges.keys()) {
    const trail: { at: Attempt; left: Attempt[] }[] = [];
    const open = new Set<Attempt>();
    const enter = (at: Attempt): void => {
      open.add(at);
      const left = Array.from(edges.get(at) ?? []).flatMap(([to, kinds]) => (fits(kinds) ? [to] : []));
      trail.push({ at, left });
    };
    if (!done.has(start)) enter(start);
    for (let top = trail.at(-1); top !== undefined; top = trail.at(-1)) {
      const next = top.left.pop();
      if (next === undefined) {
        open.delete(top.at);
        done.add(top.at);
        trail.pop();
      } else if (open.has(next))
        return [...trail.map(({ at }) => at).slice(trail.findIndex(({ at }) => at === next)), next];
      else if (!done.has(next)) enter(next);
    }
  }
  return undefined;
}

type Place = { at: Attempt; afterRead: boolean; reads: number; back: Place | undefined };

/** A way from one transaction to another with at most `reads` overtaken reads, none beside another nor at the ends. */
function wayBack(edges: Edges, from: Attempt, to: Attempt, reads: number): Attempt[] | undefined {
  const seen = [new Set<Attempt>(), new Set<Attempt>()];
  const queue: Place[] = [{ at: from, afterRead: true, reads: 0, back: undefined }];
  for (let place = queue.shift(); place !== undefined; place = queue.shift()) {
    for (const [next, kinds] of edges.get(place.at) ?? []) {
      for (const asRead of [false, true]) {
        if (
          asRead
            ? !kinds.has('rw') || place.afterRead || place.reads >= reads
            : !kinds.has('ww') && !kinds.has('wr')
        )
          continue;
        if (next === to && !asRead) return [...trail(place), next];
        if (seen[Number(asRead)]?.has(next) === true) continue;
        seen[Number(asRead)]?.add(next);
        queue.push({ at: next, afterRead: asRead, reads: place.reads + Number(asRead), back: place });
      }
    }
  }
  return undefined;
}

function trail(place: Place): Attempt[] {
  return place.back === undefined ? [place.at] : [...trail(place.back), place.at];
}

/** The number of pairs that overtook each other's reads: write skew, which snapshot isolation allows. */
export function writeSkews(edges: Edges): number {
  let found = 0;
  for (const [from, targets] of edges)
    for (const [to, kinds] of targets)
      if (from.id < to.id && kinds.has('rw') && edges.get(to)?.get(from)?.has('rw') === true) found += 1;
  return found;
}
