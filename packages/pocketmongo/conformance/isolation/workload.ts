import type { ClientSession, Collection, MongoClient } from 'mongodb';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Attempt, History, Step } from './history.ts';

export type Row = { _id: number; list: number[] };

export type WorkloadOptions = {
  clients: number;
  rows: number;
  /** Transactions of each client. */
  transactions: number;
  random: (bound: number) => number;
  /** False: the steps run outside of transactions, which a checker has to notice. */
  isolated?: boolean;
};

/** Some clients append to and read the lists of few rows, some transactions are given up on purpose. */
export async function runWorkload(client: MongoClient, options: WorkloadOptions): Promise<History> {
  const rows = client.db('isolation').collection<Row>('rows');
  await rows.drop();
  await rows.insertMany(Array.from({ length: options.rows }, (_, row) => ({ _id: row, list: [] })));
  const attempts: Attempt[] = [];
  let value = 0;
  const nextValue = (): number => (value += 1);
  await Promise.all(
    Array.from({ length: options.clients }, async () => {
      for (let done = 0; done < options.transactions; done += 1)
        attempts.push(
          await attempt(client, rows, options, { id: attempts.length + done * 1_000_000, nextValue }),
        );
    }),
  );
  const final = new Map((await rows.find().toArray()).map(({ _id, list }) => [_id, list]));
  return { attempts: attempts.map((one, id) => ({ ...one, id })), final };
}

const GIVEN_UP = 10;

async function attempt(
  client: MongoClient,
  rows: Collection<Row>,
  { random, rows: count, isolated = true }: WorkloadOptions,
  { id, nextValue }: { id: number; nextValue: () => number },
): Promise<Attempt> {
  const steps: Step[] = [];
  const startedAt = performance.now();
  const end = (outcome: Attempt['outcome']): Attempt => ({
    id,
    outcome,
    startedAt,
    endedAt: performance.now(),
    steps,
  });
  return client.withSession(async (session) => {
    if (isolated) session.startTransaction();
    const own = isolated ? { session } : {};
    try {
      for (let left = 2 + random(4); left > 0; left -= 1) {
        const row = random(count);
        if (random(2) === 0) {
          const found = await rows.findOne({ _id: row }, own);
          steps.push({ kind: 'read', row, list: found?.list ?? [] });
        } else {
          const value = nextValue();
          steps.push({ kind: 'append', row, value });
          await rows.updateOne({ _id: row }, { $push: { list: value } }, own);
        }
        await nextTurn();
      }
      if (random(GIVEN_UP) === 0) {
        if (isolated) await session.abortTransaction();
        return end('aborted');
      }
    } catch (error) {
      await giveUp(session, error);
      return end('aborted');
    }
    return end(isolated ? await commit(session) : 'committed');
  });
}

async function giveUp(session: ClientSession, error: unknown): Promise<void> {
  if (!isTransient(error)) throw error;
  await session.abortTransaction();
}

const hasLabel = (error: unknown, label: string): boolean =>
  Error.isError(error) &&
  'hasErrorLabel' in error &&
  (error as unknown as { hasErrorLabel: (name: string) => boolean }).hasErrorLabel(label);
const isTransient = (error: unknown): boolean => hasLabel(error, 'TransientTransactionError');

async function commit(session: ClientSession): Promise<Attempt['outcome']> {
  try {
    await session.commitTransaction();
    return 'committed';
  } catch (error) {
    if (hasLabel(error, 'UnknownTransactionCommitResult')) return 'unknown';
    if (isTransient(error)) return 'aborted';
    throw error;
  }
}
