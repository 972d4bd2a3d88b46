import type { Doc, Value } from '../../bson/values.ts';

export const NAMESPACE = 'power.things';
export const JOURNAL_WORD = 'acknowledged';
const LARGE_EVERY = 9;
const LARGE = 20_000;
const KEPT = 40;

/** What one commit does: the same for writer and verifier. */
export type Step = { put: Doc[]; remove: number[] };

const thing = (id: number, fields: Record<string, Value>): Doc =>
  new Map(Object.entries({ _id: id, ...fields }));

/** Commit `n`: some documents come, old ones go, one is changed every time, now and then one fills pages of its own. */
export function stepOf(n: number): Step {
  const put: Doc[] = [thing(0, { n })];
  for (let extra = 0; extra <= n % 6; extra += 1) {
    const id = n * 10 + extra;
    put.push(
      thing(id, {
        group: id % 7,
        text: 'x'.repeat(n % LARGE_EVERY === 0 && extra === 0 ? LARGE : 50 + (id % 90)),
      }),
    );
  }
  const gone = n - KEPT;
  return {
    put,
    remove: gone < 1 ? [] : Array.from({ length: (gone % 6) + 1 }, (_, extra) => gone * 10 + extra),
  };
}

/** All documents after commit `n`, by id. */
export function stateAfter(n: number): Map<number, Doc> {
  const state = new Map<number, Doc>();
  for (let done = 1; done <= n; done += 1) {
    const { put, remove } = stepOf(done);
    for (const document of put) state.set(Number(document.get('_id')), document);
    for (const id of remove) state.delete(id);
  }
  return state;
}
