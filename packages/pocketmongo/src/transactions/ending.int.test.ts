import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { WriteUnit } from '../engine.ts';
import { d, openFixture, type Fixture } from '../storage/engine-fixture.ts';
import { codeOf } from '../../test/server.ts';
import { OpenTransaction } from './transaction.ts';

const NS = 'shop.things';
const SESSION = 'session';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await openFixture();
  await fixture.insert(NS, d({ _id: 0 }));
});
afterEach(() => fixture.stop());

const inserting = (_id: number) => (unit: WriteUnit) => unit.insert(NS, d({ _id }));
const ids = () => fixture.find(NS, {}).map((document) => document.get('_id'));

it('what a transaction has written is not kept in memory when it has ended', async () => {
  const txn = fixture.engine.startTransaction(SESSION, 1n);
  await fixture.write(inserting(1), { txn });
  if (!(txn instanceof OpenTransaction)) throw new Error('a transaction of another engine');
  expect(txn.frame.writes.size).toBeGreaterThan(0);
  await fixture.engine.commitTransaction(SESSION, 1n);
  expect(() => txn.frame).toThrow('has ended');
  await fixture.engine.commitTransaction(SESSION, 1n);
  expect(ids()).toEqual([0, 1]);
});

describe('a transaction whose commit is on its way', () => {
  it('takes no statement any more, which would not be part of it', async () => {
    const txn = fixture.engine.startTransaction(SESSION, 1n);
    await fixture.write(inserting(1), { txn });
    const commit = fixture.engine.commitTransaction(SESSION, 1n);
    expect(() => fixture.write(inserting(2), { txn })).toThrow('has been committed');
    await commit;
    expect(ids()).toEqual([0, 1]);
  });

  it('is aborted when a later retryable write of its session goes before it in the same commit', async () => {
    const txn = fixture.engine.startTransaction(SESSION, 1n);
    await fixture.write(inserting(1), { txn });
    const later = () => fixture.write(inserting(2), { retry: { session: SESSION, txnNumber: 2n } });
    const first = later();
    expect(await codeOf(fixture.engine.commitTransaction(SESSION, 1n))).toBe(225);
    await first;
    await later();
    expect(ids()).toEqual([0, 2]);
  });
});
