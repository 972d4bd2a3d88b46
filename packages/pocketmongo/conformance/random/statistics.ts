import { indexNames } from './generate/indexes.ts';
import { type Answer } from './model/answer.ts';
import { isDoc, toModel } from './model/values.ts';
import { OPERATORS, operatorsOf } from './operators.ts';

/** What a run of the full length has to come to. */
export const FULL_RUN = { operations: 100_000, operator: 500, index: 500, share: 0.6 };

type Counts = Map<string, number>;

/** Counts what was run: commands, operators, indexes, errors, and how many of the queries found something. */
export class Statistics {
  readonly commands: Counts = new Map();
  readonly operators: Counts = new Map(OPERATORS.map((name) => [name, 0]));
  readonly errors: Counts = new Map();
  /** By index: commands that ran while it stood. */
  readonly beside: Counts = new Map(indexNames().map((name) => [name, 0]));
  /** By index: reads that were asked for again by a hint. */
  readonly hinted: Counts = new Map();
  operations = 0;
  queries = 0;
  hits = 0;
  skipped = 0;

  add(command: object, answer: Answer, standing: readonly string[]): void {
    const [name = ''] = Object.keys(command);
    this.operations += 1;
    bump(this.commands, name);
    const read = toModel(command);
    // Names that the model does not know stand in mistakes.
    const known = isDoc(read) ? operatorsOf(read).filter((operator) => this.operators.has(operator)) : [];
    for (const operator of known) bump(this.operators, operator);
    for (const index of standing) if (this.beside.has(index)) bump(this.beside, index);
    if (answer.kind === 'error') bump(this.errors, [...new Set(answer.codes)].join(' or '));
    else if (answer.kind === 'rows') {
      this.queries += 1;
      if (answer.count > 0) this.hits += 1;
    }
  }

  askedAgain(index: string): void {
    bump(this.hinted, index);
  }

  get share(): number {
    return this.hits / Math.max(1, this.queries);
  }

  report(): string {
    const refused = Array.from(this.errors.values()).reduce((sum, count) => sum + count, 0);
    return [
      `${this.operations} operations: ${listed(this.commands)}`,
      `${this.queries} queries returned documents in ${this.#percent} %`,
      `${refused} errors, with the same codes: ${listed(this.errors)}`,
      `${this.skipped} commands left out because the answer would depend on the order of the documents`,
      `operators: ${listed(this.operators)}`,
      `commands that ran beside an index: ${listed(this.beside)}`,
      `reads asked for again without any index ($natural) and by an index: ${listed(this.hinted)}`,
    ].join('\n');
  }

  /** What a run of full length lacks, each in a line. Shorter ones are not asked for so much. */
  lacking(): string[] {
    if (this.operations < FULL_RUN.operations) return [];
    const rare = Array.from(this.operators).filter(([, count]) => count < FULL_RUN.operator);
    const most = this.operations - FULL_RUN.index;
    const seldom = Array.from(this.beside).filter(([, count]) => count < FULL_RUN.index || count > most);
    const lines: [number, string][] = [
      [rare.length, `operators that appeared too seldom: ${listed(new Map(rare))}`],
      [seldom.length, `indexes that did not stand, or not stand, often enough: ${listed(new Map(seldom))}`],
      [Number(this.share < FULL_RUN.share), `only ${this.#percent} % of the queries returned documents`],
    ];
    return lines.filter(([faults]) => faults > 0).map(([, line]) => line);
  }

  get #percent(): string {
    return (100 * this.share).toFixed(1);
  }
}

function listed(counts: Counts): string {
  return Array.from(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

function bump(counts: Counts, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
