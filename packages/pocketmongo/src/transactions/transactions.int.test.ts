import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { checkDatabase } from '../check/check-database.ts';
import { decodeDocument } from '../bson/decode.ts';
import type { Doc } from '../bson/values.ts';
import type { Operation, Transaction } from '../execution/operation.ts';
import { d, openFixture, type Fixture } from '../storage/engine-fixture.ts';

const NS = 'bank.accounts';

let fixture: Fixture;

beforeEach(async () => {
  fixture = await openFixture();
  await fixture.insert(NS, ...[1, 2, 3, 4].map((id) => d({ _id: id, owner: `o${id}`, amount: 100 })));
  await fixture.index(NS, { key: d({ owner: 1 }), unique: true });
});

afterEach(() => fixture.stop());

let sessions = 0;

function begin(): { txn: Transaction; op: Operation; commit: () => Promise<void>; abort: () => void } {
  sessions += 1;
  const session = `s${sessions}`;
  const txn = fixture.engine.startTransaction(session, 1n);
  return {
    txn,
    op: { txn },
    commit: () => fixture.engine.commitTransaction(session, 1n),
    abort: () => fixture.engine.abortTransaction(session, 1n),
  };
}

function set(id: number, change: (doc: Doc) => Doc, op: Operation = {}): Promise<Doc> {
  return fixture.write(
    (unit) => unit.update(NS, { query: { filter: d({ _id: id }) }, multi: false, apply: change }),
    op,
  );
}

const plus = (n: number) => (doc: Doc) => new Map([...doc, ['amount', Number(doc.get('amount')) + n]]);
const amount = (id: number, op: Operation = {}): unknown =>
  fixture.find(NS, { filter: d({ _id: id }) }, op)[0]?.get('amount');
const code = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'fine',
    (error: unknown) => (error as { code: number }).code,
  );

describe('a transaction', () => {
  it('sees its own changes, in scans too, and nobody else does before the commit', async () => {
    const { op, commit } = begin();
    await set(1, plus(-30), op);
    await fixture.write((unit) => unit.insert(NS, d({ _id: 9, owner: 'o9', amount: 5 })), op);
    await fixture.write((unit) => unit.delete(NS, { query: { filter: d({ _id: 2 }) }, multi: false }), op);
    const owners = (of: Operation): unknown[] =>
      fixture.find(NS, { sort: d({ owner: -1 }), hint: 'owner_1' }, of).map((doc) => doc.get('_id'));
    expect(owners(op)).toEqual([9, 4, 3, 1]);
    expect(owners({})).toEqual([4, 3, 2, 1]);
    expect(amount(1)).toBe(100);
    await commit();
    expect(owners({})).toEqual([9, 4, 3, 1]);
    expect(amount(1)).toBe(70);
  });

  it('reads the snapshot of its first statement', async () => {
    const { op, commit } = begin();
    expect(amount(1, op)).toBe(100);
    await set(1, plus(1));
    await fixture.insert(NS, d({ _id: 8, owner: 'o8', amount: 0 }));
    expect(amount(1, op)).toBe(100);
    expect(fixture.engine.count(op, NS, { filter: new Map() })).toBe(4);
    await commit();
    expect(amount(1)).toBe(101);
  });

  it('is aborted with WriteConflict when it writes what has changed since', async () => {
    const { op, txn } = begin();
    expect(amount(1, op)).toBe(100);
    await set(1, plus(1));
    const failure = await set(1, plus(1), op).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 112, labels: ['TransientTransactionError'] });
    expect(await code(fixture.engine.commitTransaction(txn.session, 1n))).toBe(251);
    expect(amount(1)).toBe(101);
  });

  it('loses against a transaction that holds the document; a plain write waits instead', async () => {
    const first = begin();
    const second = begin();
    await set(1, plus(10), first.op);
    expect(amount(2, second.op)).toBe(100);
    expect(await code(set(1, plus(5), second.op))).toBe(112);
    const plain = set(1, plus(1));
    await first.commit();
    await plain;
    expect(amount(1)).toBe(111);
  });

  it('starts over on a later snapshot when its first statement had to wait', async () => {
    await fixture.stop();
    fixture = await openFixture({ lockWaitMs: 20_000 });
    await fixture.insert(NS, d({ _id: 1, owner: 'o1', amount: 100 }));
    const first = begin();
    const second = begin();
    await set(1, plus(10), first.op);
    const waiting = set(1, plus(5), second.op);
    await first.commit();
    await waiting;
    await second.commit();
    expect(amount(1)).toBe(115);
  });

  it('holds the unique keys that it has taken', async () => {
    const { op, commit } = begin();
    await fixture.write((unit) => unit.insert(NS, d({ _id: 10, owner: 'new' })), op);
    const plain = fixture.insert(NS, d({ _id: 11, owner: 'new' }));
    await commit();
    expect(await code(plain)).toBe(11000);
  });

  it('leaves nothing when it is aborted, and frees who waits', async () => {
    const { op, abort } = begin();
    await set(1, plus(10), op);
    const plain = set(1, plus(1));
    abort();
    await plain;
    expect(amount(1)).toBe(101);
  });

  it('makes collections that appear with the commit', async () => {
    const { op, commit } = begin();
    await fixture.write((unit) => unit.insert('bank.made', d({ _id: 1 })), op);
    expect(fixture.engine.collection('bank.made')).toBeUndefined();
    await commit();
    expect(fixture.engine.collection('bank.made')).toMatchObject({ name: 'made' });
  });

  it('keeps indexes from being made under it', async () => {
    const { op, commit } = begin();
    await fixture.write((unit) => unit.insert(NS, d({ _id: 12, owner: 'x', amount: 7 })), op);
    const building = fixture.index(NS, { key: d({ amount: 1 }) });
    await commit();
    await building;
    expect(fixture.find(NS, { filter: d({ amount: 7 }), hint: 'amount_1' })).toHaveLength(1);
  });

  it('can be committed again, also after a restart', async () => {
    const { op, txn, commit } = begin();
    await set(1, plus(1), op);
    await commit();
    await commit();
    await fixture.restart();
    await fixture.engine.commitTransaction(txn.session, 1n);
    expect(await code(fixture.engine.commitTransaction(txn.session, 2n))).toBe(251);
    expect(amount(1)).toBe(101);
  });
});

describe('many transfers on few accounts', () => {
  it('keep the sum and make progress', async () => {
    const transfer = async (from: number, to: number): Promise<void> => {
      for (;;) {
        const { op, commit } = begin();
        try {
          await set(from, plus(-1), op);
          await set(to, plus(1), op);
          await commit();
          return;
        } catch (error) {
          expect((error as { code: number }).code).toBe(112);
        }
      }
    };
    const worker = async (seed: number): Promise<void> => {
      for (let i = 0; i < 10; i += 1) {
        const from = ((seed + i) % 4) + 1;
        const to = ((seed + i * 3 + 1) % 4) + 1;
        if (from !== to) await transfer(from, to);
        await set(from, plus(0));
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, seed) => worker(seed)));
    const sum = fixture.find(NS, {}).reduce((total, doc) => total + Number(doc.get('amount')), 0);
    expect(sum).toBe(400);
    await fixture.engine.close();
    expect((await checkDatabase(fixture.dataDir)).problems).toEqual([]);
    await fixture.restart();
  });
});

describe('a retryable write', () => {
  it('takes effect once and gives the same reply, also after a restart', async () => {
    const retry = { session: 'r', txnNumber: 5n };
    const run = (): Promise<Doc> =>
      fixture.engine.write({ retry }, (unit) => {
        const { modified } = unit.update(NS, {
          query: { filter: d({ _id: 1 }) },
          multi: false,
          apply: plus(1),
        });
        return d({ nModified: modified });
      });
    expect((await run()).get('nModified')).toBe(1);
    expect((await run()).get('nModified')).toBe(1);
    await fixture.restart();
    expect((await run()).get('nModified')).toBe(1);
    expect(amount(1)).toBe(101);
    expect(await code(fixture.write(() => 0, { retry: { session: 'r', txnNumber: 4n } }))).toBe(225);
  });
});

describe('a write', () => {
  it('whose body throws leaves nothing', async () => {
    const failing = fixture.write((unit) => {
      unit.insert(NS, d({ _id: 20, owner: 'a' }));
      unit.insert(NS, d({ _id: 21, owner: 'a' }));
    });
    expect(await code(failing)).toBe(11000);
    expect(fixture.engine.count({}, NS, { filter: new Map() })).toBe(4);
  });

  it('names the key that is there already', async () => {
    const failure: unknown = await fixture
      .insert(NS, d({ _id: 22, owner: 'o1' }))
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 11000,
      message: 'E11000 duplicate key error collection: bank.accounts index: owner_1 dup key: { owner: "o1" }',
      extra: d({ keyPattern: { owner: 1 }, keyValue: { owner: 'o1' } }),
    });
  });

  it('is there after a restart, byte by byte', async () => {
    const cursor = fixture.engine.find({}, NS, { filter: d({ _id: 3 }) });
    const before = Buffer.from(cursor.next()?.raw ?? []);
    await fixture.restart();
    const after = fixture.engine.find({}, NS, { filter: d({ _id: 3 }) }).next()?.raw ?? new Uint8Array();
    expect(Buffer.compare(before, after)).toBe(0);
    expect(decodeDocument(after).get('owner')).toBe('o3');
    expect(fixture.engine.stats(NS).count).toBe(4);
  });
});

it('the record of a later retryable write outlives a transaction that ends after it', async () => {
  const { engine } = fixture;
  const op = { txn: engine.startTransaction('mixed', 7n) };
  await set(1, plus(1), op);
  const retry = () => set(2, plus(1), { retry: { session: 'mixed', txnNumber: 8n } });
  await retry();
  expect(await code(engine.commitTransaction('mixed', 7n))).toBe(225);
  await retry();
  expect([amount(1), amount(2)]).toEqual([100, 101]);
  expect(() => engine.startTransaction('mixed', 8n)).toThrow('it has been used');
});
