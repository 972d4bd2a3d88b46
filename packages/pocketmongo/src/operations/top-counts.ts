import { doc, type Doc } from '../bson/values.ts';

/** The kinds of work that `top` tells apart, as it names them. */
const KINDS = [
  'total', 'readLock', 'writeLock', 'queries', 'getmore', 'insert', 'update', 'remove', 'commands',
] as const; // prettier-ignore
type Kind = (typeof KINDS)[number];
type Use = { micros: number; count: number };

/** Commands that `top` counts by a kind of their own. */
const OWN_KINDS: ReadonlyMap<string, Kind> = new Map([
  ['find', 'queries'],
  ['getMore', 'getmore'],
  ['insert', 'insert'],
  ['update', 'update'],
  ['delete', 'remove'],
]);

/** Times and numbers of the commands on each collection, from the first time that somebody asks for them. */
export class TopCounts {
  /** Whether anybody has asked: all that a command looks at before. */
  isOn = false;
  readonly #uses = new Map<string, Record<Kind, Use>>();

  add(namespace: string, command: string, { reads, millis }: { reads: boolean; millis: number }): void {
    if (namespace.endsWith('.$cmd')) return;
    let uses = this.#uses.get(namespace);
    if (uses === undefined) {
      uses = unused();
      this.#uses.set(namespace, uses);
    }
    const kinds: readonly Kind[] = [
      'total',
      reads ? 'readLock' : 'writeLock',
      OWN_KINDS.get(command) ?? 'commands',
    ];
    for (const kind of kinds) {
      uses[kind].micros += millis * 1_000;
      uses[kind].count += 1;
    }
  }

  /** The reads, writes and commands of a collection, as `$collStats` shows them. */
  latencies(namespace: string): Doc {
    const { readLock, writeLock, commands } = this.#uses.get(namespace) ?? unused();
    const told = ({ micros, count }: Use): Doc =>
      doc({ latency: BigInt(Math.round(micros)), ops: BigInt(count) });
    return doc({ reads: told(readLock), writes: told(writeLock), commands: told(commands) });
  }

  /** As `top` shows them, with the collections that nobody has used since. */
  totals(namespaces: readonly string[]): Doc {
    const shown: Doc = doc({ note: 'all times in microseconds' });
    for (const namespace of [...new Set([...namespaces, ...this.#uses.keys()])].sort()) {
      const uses = this.#uses.get(namespace) ?? unused();
      const told = KINDS.map((kind) => [kind, doc({ time: Math.round(uses[kind].micros), count: uses[kind].count })] as const); // prettier-ignore
      shown.set(namespace, new Map(told));
    }
    return shown;
  }
}

function unused(): Record<Kind, Use> {
  const none = (): Use => ({ micros: 0, count: 0 });
  return {
    total: none(), readLock: none(), writeLock: none(), queries: none(), getmore: none(), insert: none(),
    update: none(), remove: none(), commands: none(),
  }; // prettier-ignore
}
