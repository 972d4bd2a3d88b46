import { Binary, Double, Long, EJSON, type Document } from 'bson';
import { COMMANDS, type Tree } from './commands.ts';
import { opMsg, SPOILERS } from './messages.ts';
import { mutateTree, namesIn } from './mutate-tree.ts';
import { RawConnection, sendAndHangUp } from './raw-connection.ts';
import { Random } from './random.ts';
import type { TargetProcess } from './target-process.ts';

export interface FuzzReport {
  seed: number;
  /** Commands that were BSON, and what came back: `ok` or the name of the error's code. */
  commands: number;
  outcomes: Map<string, number>;
  /** Messages whose bytes were spoiled. */
  spoiled: number;
  /** What should not have happened, with one example each. */
  findings: Map<string, string>;
  memoryAtStart: number;
  memoryAtEnd: number;
  connectionsAtEnd: number;
  cursorsAtEnd: number;
}

const CLIENTS = 6;
/** Commands of one client between two cleanings of the databases. */
const ROUND = 150;
/** Different findings after which a run ends. */
const ENOUGH = 20;
const NAMES = namesIn(COMMANDS);
/** A change stream's cursor stays open by nature, and nobody reads what a spoiled message answers. */
const SPOILABLE = COMMANDS.filter((command) => !namesIn([command]).includes('$changeStream'));
const DATABASES_TO_KEEP = new Set(['admin', 'config', 'local']);

/** Shoots at a server until `until` (`Date.now()`), at least one round. */
export async function fuzz(target: TargetProcess, seed: number, until: number): Promise<FuzzReport> {
  const report: FuzzReport = {
    seed,
    commands: 0,
    outcomes: new Map(),
    spoiled: 0,
    findings: new Map(),
    memoryAtStart: 0,
    memoryAtEnd: 0,
    connectionsAtEnd: 0,
    cursorsAtEnd: 0,
  };
  const random = new Random(seed);
  const shooters = Array.from({ length: CLIENTS }, () => new Shooter(target.port, random, report));
  const control = new RawConnection(target.port);
  do {
    await clean(control);
    await Promise.all(shooters.map((shooter) => shooter.round()));
    // The first round fills caches and compiles code.
    if (report.memoryAtStart === 0) report.memoryAtStart = await settled(target, control);
  } while (Date.now() < until && report.findings.size < ENOUGH && target.alive);
  await Promise.all(shooters.map((shooter) => shooter.close()));
  // The stack of what a client was told of as an internal error.
  for (const failure of target.failures) {
    const [first = '', ...stack] = failure.split('\n');
    const what = first.replace(/^\w+: /, '');
    const example = report.findings.get(what) ?? '';
    if (!example.includes(' at ')) report.findings.set(what, [example, ...stack.slice(0, 4)].join('\n'));
  }
  report.memoryAtEnd = await settled(target, control);
  const status = await control.send({ serverStatus: 1, $db: 'admin' });
  report.connectionsAtEnd = Number(at(status, 'connections', 'current'));
  report.cursorsAtEnd = Number(at(status, 'metrics', 'cursor', 'open', 'total'));
  await control.close();
  return report;
}

async function settled(target: TargetProcess, control: RawConnection): Promise<number> {
  await clean(control);
  return target.memory();
}

/** Drops what the mutants have made, so that what grows is a leak. */
async function clean(control: RawConnection): Promise<void> {
  const listed = await control.send({ listDatabases: 1, nameOnly: true, $db: 'admin' });
  const databases = (listed?.['databases'] ?? []) as { name: string }[];
  for (const { name } of databases)
    if (!DATABASES_TO_KEEP.has(name)) await control.send({ dropDatabase: 1, $db: name });
  const documents = Array.from({ length: 30 }, (_, n) => ({
    n,
    name: `a${n % 3}`,
    tags: ['x', n],
    at: new Date(n),
  }));
  await control.send({ insert: 'items', documents, $db: 'fuzz' });
}

/** A field inside a document. */
function at(document: Document | undefined, ...path: string[]): unknown {
  return path.reduce<unknown>(
    (value, name) => (value as Record<string, unknown> | undefined)?.[name],
    document,
  );
}

class Shooter {
  readonly #connection: RawConnection;
  readonly #port: number;
  readonly #random: Random;
  readonly #report: FuzzReport;

  constructor(port: number, random: Random, report: FuzzReport) {
    this.#connection = new RawConnection(port);
    this.#port = port;
    this.#random = random;
    this.#report = report;
  }

  async round(): Promise<void> {
    for (let shot = 0; shot < ROUND; shot += 1) {
      if (this.#random.chance(0.3)) await this.#spoiled(this.#random.of(SPOILABLE));
      else
        await this.#mutant(this.#inTransaction(mutateTree(this.#random.of(COMMANDS), this.#random, NAMES)));
    }
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  async #spoiled(command: Tree): Promise<void> {
    const bytes = this.#random.of(SPOILERS)(opMsg(withoutBatches(command)), this.#random);
    this.#report.spoiled += 1;
    await sendAndHangUp(this.#port, bytes).catch((error: unknown) =>
      this.#report.findings.set(String(error), `after ${bytes.toString('hex').slice(0, 2_000)}`),
    );
  }

  /** Some commands belong to one of a few sessions, some of those to transactions. */
  #inTransaction(command: Tree): Tree {
    if (!this.#random.chance(0.15)) return command;
    const id = new Binary(Buffer.alloc(16, this.#random.below(4)), Binary.SUBTYPE_UUID);
    command.set('lsid', new Map([['id', id]]));
    if (this.#random.chance(0.5)) command.set('txnNumber', Long.fromNumber(this.#random.below(1_000)));
    if (this.#random.chance(0.4)) command.set('autocommit', false);
    if (this.#random.chance(0.2)) command.set('startTransaction', true);
    return command;
  }

  async #mutant(command: Tree): Promise<void> {
    try {
      opMsg(command);
    } catch {
      return; // Not BSON: a name with a zero byte, or a value that the library refuses to write.
    }
    this.#report.commands += 1;
    const reply = await this.#connection.send(command).catch((error: unknown) => {
      this.#finding(command, String(error));
      return undefined;
    });
    const outcome = outcomeOf(reply);
    this.#report.outcomes.set(outcome, (this.#report.outcomes.get(outcome) ?? 0) + 1);
    if (outcome === 'closed') this.#finding(command, 'the connection was closed');
    if (outcome === 'InternalError') this.#finding(command, String(reply?.['errmsg']));
    await this.#readOn(command, reply);
  }

  #finding(command: Tree, what: string): void {
    this.#report.findings.set(what, `after ${EJSON.stringify(Object.fromEntries(command))}`);
  }

  /** A cursor that stays open is read once more and closed, as a client should. */
  async #readOn(command: Tree, reply: Document | undefined): Promise<void> {
    const cursor = reply?.['cursor'] as { id: Long; ns: string } | undefined;
    if (cursor?.id === undefined || String(cursor.id) === '0') return;
    const [$db = '', ...rest] = cursor.ns.split('.');
    const collection = rest.join('.');
    const session = ['lsid', 'txnNumber', 'autocommit'].flatMap((name) =>
      command.has(name) ? [[name, command.get(name)]] : [],
    );
    const inSession = Object.fromEntries(session) as Document;
    await this.#connection.send({ getMore: cursor.id, collection, batchSize: 1, $db, ...inSession });
    const lsid = command.has('lsid') ? { lsid: command.get('lsid') } : {};
    const closed = await this.#connection.send({
      killCursors: collection,
      cursors: [cursor.id],
      $db,
      ...lsid,
    });
    const alive = (closed?.['cursorsAlive'] ?? []) as unknown[];
    if (outcomeOf(closed) !== 'ok' || alive.length > 0)
      this.#finding(command, `its cursor stays open: ${EJSON.stringify(closed)}`);
  }
}

/** Nobody reads on from what a spoiled message answers: its cursor, if it still makes one, must end in the first batch. */
function withoutBatches(command: Tree): Tree {
  const fields = Array.from(command, ([name, value]): [string, unknown] => [
    name,
    name === 'cursor' ? new Map() : value,
  ]);
  return new Map(fields.filter(([name]) => name !== 'batchSize'));
}

function outcomeOf(reply: Document | undefined): string {
  if (reply === undefined) return 'closed';
  const ok: unknown = reply['ok'];
  if (ok instanceof Double ? ok.value === 1 : Number(ok) === 1) return 'ok';
  return String(reply['codeName'] ?? reply['code']);
}
