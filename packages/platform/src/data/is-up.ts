import type { Database } from './database.ts';

/** Whether the database answers a ping within two seconds. */
export async function isUp(db: Database): Promise<boolean> {
  try {
    await db.connection.db?.command({ ping: 1 }, { timeoutMS: 2_000 });
    return db.connection.db !== undefined;
  } catch {
    // Whatever the reason: it does not answer.
    return false;
  }
}
