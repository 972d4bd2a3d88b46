import { isDoc, type Doc } from '../bson/values.ts';

type Kind = 'insert' | 'query' | 'update' | 'delete' | 'getmore' | 'command';
type OpCounts = Record<Kind, number>;

/** How often a command was called and how often it failed. */
export interface CommandCount {
  name: string;
  total: number;
  failed: number;
}

type Counter = CommandCount & { kind: Kind; statements: string | undefined };

/** The commands that are not counted as `command`; of writes each statement counts. */
const KINDS: ReadonlyMap<string, { kind: Kind; statements?: string }> = new Map([
  ['find', { kind: 'query' }],
  ['getMore', { kind: 'getmore' }],
  ['insert', { kind: 'insert', statements: 'documents' }],
  ['update', { kind: 'update', statements: 'updates' }],
  ['delete', { kind: 'delete', statements: 'deletes' }],
]);
const BULK_KINDS = ['insert', 'update', 'delete'] as const;

/** Counts what a server is asked for since its start, for `serverStatus`. */
export class CommandCounts<Command extends { names: readonly string[] }> {
  readonly operations: OpCounts = { insert: 0, query: 0, update: 0, delete: 0, getmore: 0, command: 0 };
  /** Commands that there are not. */
  unknown = 0;
  readonly #counters = new Map<Command, Counter>();

  /** Counts a call; its counter is given so that its failure can be counted there. */
  called(command: Command, body: Doc): CommandCount {
    const counter = this.#counters.get(command) ?? this.#add(command);
    counter.total += 1;
    if (counter.statements === undefined) this.operations[counter.kind] += 1;
    else {
      const statements = body.get(counter.statements);
      if (Array.isArray(statements)) this.operations[counter.kind] += statements.length;
    }
    if (counter.name === 'bulkWrite') this.#addBulk(body);
    return counter;
  }

  /** The commands that were called, by name. */
  byName(): CommandCount[] {
    return Array.from(this.#counters.values()).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  #add(command: Command): Counter {
    const [name = ''] = command.names;
    const { kind, statements } = { kind: 'command' as const, ...KINDS.get(name) };
    const counter: Counter = { name, total: 0, failed: 0, kind, statements };
    this.#counters.set(command, counter);
    return counter;
  }

  #addBulk(body: Doc): void {
    const operations = body.get('ops');
    for (const operation of Array.isArray(operations) ? operations : []) {
      const kind = BULK_KINDS.find((name) => isDoc(operation) && operation.has(name));
      if (kind !== undefined) this.operations[kind] += 1;
    }
  }
}
