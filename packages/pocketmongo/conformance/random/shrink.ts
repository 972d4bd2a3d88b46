import type { Db } from 'mongodb';
import { type Difference, replay } from './episode.ts';
import type { Plain } from './generate/values.ts';

const ATTEMPTS = 600;

/** Leaves out commands as long as there is still a difference. */
export async function shrink(
  db: Db,
  commands: readonly Plain[],
): Promise<{ commands: Plain[]; difference: Difference | undefined }> {
  let left = [...commands];
  let difference = await replay(db, left);
  let attempts = 0;
  for (
    let size = Math.ceil(left.length / 2);
    size >= 1 && difference !== undefined;
    size = Math.floor(size / 2)
  ) {
    for (let at = 0; at < left.length && attempts < ATTEMPTS;) {
      const fewer = [...left.slice(0, at), ...left.slice(at + size)];
      const still = await replay(db, fewer);
      attempts += 1;
      if (still === undefined) at += size;
      else [left, difference] = [fewer, still];
    }
  }
  return { commands: left, difference };
}
