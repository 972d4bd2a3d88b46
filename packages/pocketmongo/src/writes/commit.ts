import type { Doc } from '../bson/values.ts';
import type { Engine, WriteUnit } from '../engine.ts';
import type { Operation } from '../execution/operation.ts';

/** A write that tells more than its reply. `result` is missing when a retry was given the stored reply. */
export async function commit<T>(
  engine: Engine,
  op: Operation,
  body: (unit: WriteUnit) => { result: T; reply: Doc },
): Promise<{ result: T | undefined; reply: Doc }> {
  let result: T | undefined;
  const reply = await engine.write(op, (unit) => {
    const ran = body(unit);
    result = ran.result;
    return ran.reply;
  });
  return { result, reply };
}
