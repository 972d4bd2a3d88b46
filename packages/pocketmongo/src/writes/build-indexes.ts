import type { Doc } from '../bson/values.ts';
import { BuildRunning } from '../catalog/index-build.ts';
import type { CreateIndexesOutcome, Engine, StartedIndexes } from '../engine.ts';
import type { Operation } from '../execution/operation.ts';
import { commit } from './commit.ts';

const NOTHING: Doc = new Map();

/**
 * Makes indexes; of a big collection some documents to a commit, so that others have their turn between. Nobody reads
 * them before they are whole, and an error or a kill leaves nothing of them.
 */
export async function buildIndexes(
  engine: Engine,
  op: Operation,
  namespace: string,
  specs: readonly Doc[],
): Promise<CreateIndexesOutcome> {
  const started = await start(engine, op, namespace, specs);
  const { build } = started;
  if (build === undefined) return started;
  try {
    while (build.next < build.until) {
      const { result } = await commit(engine, op, (unit) => ({
        result: unit.fillIndexes(build),
        reply: NOTHING,
      }));
      build.next = result ?? build.until;
    }
    await engine.write(op, (unit) => {
      unit.finishIndexes(build);
      return NOTHING;
    });
  } catch (error) {
    await engine.write({}, (unit) => {
      unit.abandonIndexes(build);
      return NOTHING;
    });
    throw error;
  } finally {
    build.end();
  }
  return started;
}

async function start(
  engine: Engine,
  op: Operation,
  namespace: string,
  specs: readonly Doc[],
): Promise<StartedIndexes> {
  for (;;) {
    try {
      const { result } = await commit(engine, op, (unit) => ({
        result: unit.startIndexes(namespace, specs),
        reply: NOTHING,
      }));
      if (result !== undefined) return result;
    } catch (error) {
      if (!(error instanceof BuildRunning)) throw error;
      await error.ended;
    }
  }
}
