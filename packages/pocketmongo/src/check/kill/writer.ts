/**
 * A process that writes until it is killed. It notes in a file what it is about to do and what was acknowledged, so
 * that {@link ./round.ts} can compare. Arguments: data directory, journal file, seed.
 */
import { openSync, writeSync } from 'node:fs';
import type { Doc, Value } from '../../bson/values.ts';
import type { Engine, WriteUnit } from '../../engine.ts';
import type { Operation } from '../../execution/operation.ts';
import { compileFilter } from '../../query/match.ts';
import { openEngine } from '../../storage/open-engine.ts';
import { ACCOUNTS, NAMESPACES, START_AMOUNT, randomOf } from './workload.ts';

const WRITERS = 24;

const [dataDir = '', journalPath = '', seedText = '0'] = process.argv.slice(2);
const random = randomOf(Number(seedText));
const journal = openSync(journalPath, 'a');
const note = (kind: string, ...rest: (string | number)[]): void => {
  writeSync(journal, `${kind} ${rest.join(' ')}\n`);
};

function fields(entries: Record<string, Value>): Doc {
  return new Map(Object.entries(entries));
}

function run(engine: Engine, op: Operation, body: (unit: WriteUnit) => void): Promise<Doc> {
  return engine.write(op, (unit) => {
    body(unit);
    return new Map([['ok', 1]]);
  });
}

async function prepare(engine: Engine): Promise<void> {
  await run(engine, {}, (unit) => {
    unit.createIndexes(NAMESPACES.items, [
      fields({ key: fields({ serial: 1 }), unique: true }),
      fields({ key: fields({ group: 1, serial: -1 }) }),
      fields({ key: fields({ tags: 1 }) }),
      fields({ key: fields({ words: 'text' }) }),
    ]);
    for (let i = 0; i < ACCOUNTS; i += 1) {
      const filter = fields({ _id: i });
      const upsert = (): Doc => fields({ _id: i, amount: START_AMOUNT });
      unit.update(NAMESPACES.accounts, { query: { filter }, multi: false, apply: () => undefined, upsert });
    }
  });
}

async function insert(engine: Engine, id: string): Promise<void> {
  const document = fields({
    _id: id,
    serial: id,
    group: random(5),
    tags: ['a', `t${random(3)}`],
    words: `word${random(9)} more`,
  });
  await run(engine, {}, (unit) => unit.insert(NAMESPACES.items, document));
  note('inserted', id);
}

async function remove(engine: Engine, id: string): Promise<void> {
  note('removing', id);
  await run(engine, {}, (unit) =>
    unit.delete(NAMESPACES.items, { query: { filter: fields({ _id: id }) }, multi: false }),
  );
  note('removed', id);
}

async function count(engine: Engine, writer: number, n: number): Promise<void> {
  const query = { filter: fields({ _id: writer }) };
  const session = `counter-${seedText}-${writer}`;
  const key = Number(seedText) * 100 + writer;
  await run(engine, { retry: { session, txnNumber: BigInt(n) } }, (unit) => {
    unit.update(NAMESPACES.counters, {
      query: { ...query, filter: fields({ _id: key }) },
      multi: false,
      apply: (doc) => new Map([...doc, ['n', n]]),
      upsert: () => fields({ _id: key, n }),
    });
  });
  note('counted', key, n, session);
}

async function transact(engine: Engine, id: string, session: string, txnNumber: bigint): Promise<void> {
  const txn = engine.startTransaction(session, txnNumber);
  const amount = 1 + random(5);
  const from = random(ACCOUNTS);
  const to = (from + 1 + random(ACCOUNTS - 1)) % ACCOUNTS;
  const move =
    (account: number, by: number) =>
    (unit: WriteUnit): void => {
      unit.update(NAMESPACES.accounts, {
        query: { filter: fields({ _id: account }) },
        multi: false,
        apply: (doc) => new Map([...doc, ['amount', Number(doc.get('amount')) + by]]),
      });
    };
  await run(engine, { txn }, move(from, -amount));
  await run(engine, { txn }, move(to, amount));
  for (const namespace of [NAMESPACES.left, NAMESPACES.right])
    await run(engine, { txn }, (unit) => unit.insert(namespace, fields({ _id: id, amount })));
  await engine.commitTransaction(session, txnNumber);
  note('transacted', id);
}

async function write(engine: Engine, writer: number): Promise<void> {
  const mine: string[] = [];
  for (let n = 1; ; n += 1) {
    const id = `${seedText}-${writer}-${n}`;
    const kind = random(10);
    if (kind < 4) {
      await insert(engine, id);
      mine.push(id);
    } else if (kind < 5 && mine.length > 0)
      await remove(engine, mine.splice(random(mine.length), 1)[0] ?? '');
    else if (kind < 7) await count(engine, writer, n);
    else {
      await transact(engine, id, `transfer-${seedText}-${writer}`, BigInt(n)).catch((error: unknown) => {
        if (!(Error.isError(error) && 'code' in error && error.code === 112)) throw error;
      });
    }
  }
}

const engine = await openEngine({ dataDir, language: { compileFilter }, ttlSweepMs: 0 });
await prepare(engine);
note('ready');
await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(engine, writer)));
