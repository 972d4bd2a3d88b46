import type { Collection, MongoClient } from 'mongodb';

export type Account = { _id: number; amount: number };

const START_AMOUNT = 1_000;
const CONFLICT = 112;

export type Transfers = {
  committed: number;
  conflicts: number;
  /** Sums that a transaction in between saw and that were not the whole. */
  wrongSums: number;
  milliseconds: number;
};

/** Moves money between few accounts until the time is over; every so often a transaction adds all of them up. */
export async function runTransfers(
  client: MongoClient,
  options: { clients: number; rows: number; milliseconds: number; random: (bound: number) => number },
): Promise<Transfers> {
  const accounts = client.db('isolation').collection<Account>('accounts');
  await accounts.drop();
  await accounts.insertMany(
    Array.from({ length: options.rows }, (_, id) => ({ _id: id, amount: START_AMOUNT })),
  );
  const result: Transfers = { committed: 0, conflicts: 0, wrongSums: 0, milliseconds: 0 };
  const startedAt = performance.now();
  const isOver = (): boolean => performance.now() - startedAt > options.milliseconds;
  await Promise.all(
    Array.from({ length: options.clients }, async () => {
      while (!isOver()) await transfer(client, accounts, options, result);
    }),
  );
  result.milliseconds = performance.now() - startedAt;
  if ((await sumOf(accounts)) !== options.rows * START_AMOUNT) result.wrongSums += 1;
  return result;
}

async function sumOf(accounts: Collection<Account>, options = {}): Promise<number> {
  const all = await accounts.find({}, options).toArray();
  return all.reduce((sum, { amount }) => sum + amount, 0);
}

async function transfer(
  client: MongoClient,
  accounts: Collection<Account>,
  { rows, random }: { rows: number; random: (bound: number) => number },
  result: Transfers,
): Promise<void> {
  const from = random(rows);
  const to = (from + 1 + random(rows - 1)) % rows;
  const amount = 1 + random(5);
  await client.withSession(async (session) => {
    for (;;) {
      session.startTransaction();
      try {
        if (random(50) === 0 && (await sumOf(accounts, { session })) !== rows * START_AMOUNT)
          result.wrongSums += 1;
        await accounts.updateOne({ _id: from }, { $inc: { amount: -amount } }, { session });
        await accounts.updateOne({ _id: to }, { $inc: { amount } }, { session });
        await session.commitTransaction();
        result.committed += 1;
        return;
      } catch (error) {
        if (!(Error.isError(error) && 'code' in error && error.code === CONFLICT)) throw error;
        result.conflicts += 1;
        await session.abortTransaction();
      }
    }
  });
}
