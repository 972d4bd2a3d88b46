import { type Answer } from './model/answer.ts';
import type { Index } from './model/indexes.ts';
import { isArray, isDoc, toModel, type Value } from './model/values.ts';

/** Counts what was run: commands, operators, and how many of the queries found something. */
export class Statistics {
  readonly commands = new Map<string, number>();
  readonly operators = new Map<string, number>();
  readonly indexes = new Map<string, number>();
  queries = 0;
  hits = 0;
  errors = 0;
  skipped = 0;

  add(command: object, answer: Answer): void {
    const [name = ''] = Object.keys(command);
    bump(this.commands, name);
    this.#walk(toModel(command));
    if (answer.kind === 'error') this.errors += 1;
    else if (answer.kind === 'rows') {
      this.queries += 1;
      if (answer.count > 0) this.hits += 1;
    }
  }

  #walk(value: Value): void {
    if (isArray(value)) value.forEach((inner) => this.#walk(inner));
    if (!isDoc(value)) return;
    for (const [name, inner] of value) {
      if (name.startsWith('$')) bump(this.operators, name);
      for (const [placed] of name.matchAll(/\$\[\]|\$\[\w+\]|\.\$(?=\.|$)/g))
        bump(
          this.operators,
          placed.startsWith('$[') && placed !== '$[]' ? '$[identifier]' : placed.replace('.', ''),
        );
      this.#walk(inner);
    }
  }

  /** Notes the kinds of the indexes that stand. */
  beside(indexes: readonly Index[]): void {
    const kinds = new Set(indexes.filter(({ name }) => name !== '_id_').flatMap(kindsOf));
    for (const kind of kinds.size === 0 ? ['none'] : kinds) bump(this.indexes, kind);
  }

  get operations(): number {
    return Array.from(this.commands.values()).reduce((sum, count) => sum + count, 0);
  }

  report(): string {
    const lines = (counts: ReadonlyMap<string, number>): string =>
      Array.from(counts)
        .sort(([, a], [, b]) => b - a)
        .map(([name, count]) => `${name} ${count}`)
        .join(', ');
    const share = ((100 * this.hits) / Math.max(1, this.queries)).toFixed(1);
    return [
      `${this.operations} operations: ${lines(this.commands)}`,
      `${this.queries} queries returned documents in ${share} %; ${this.errors} errors, with the same codes`,
      `${this.skipped} commands left out because the answer would depend on the order of the documents`,
      `operators: ${lines(this.operators)}`,
      `commands that ran beside an index of the kind: ${lines(this.indexes)}`,
    ].join('\n');
  }
}

function kindsOf({ paths, unique, sparse, partial }: Index): string[] {
  const kinds = [paths.length > 1 ? 'compound' : 'single'];
  if (paths.some((path) => path === 'c' || path.startsWith('g.'))) kinds.push('multikey');
  if (unique) kinds.push('unique');
  if (sparse) kinds.push('sparse');
  if (partial !== undefined) kinds.push('partial');
  return kinds;
}

export function bump(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
