/**
 * A process that makes some commits one after another and notes each acknowledgement in a file: the first half where
 * commands are served, the second by the thread that does nothing else. Arguments: data directory, journal, number of commits.
 */
import { openSync, writeSync } from 'node:fs';
import type { Engine } from '../../engine.ts';
import { compileFilter } from '../../query/match.ts';
import { openEngine } from '../../storage/open-engine.ts';
import type { CommitThread } from '../../options.ts';
import { JOURNAL_WORD, NAMESPACE, stepOf } from './steps.ts';

const [dataDir = '', journalPath = '', commits = '0'] = process.argv.slice(2);
const journal = openSync(journalPath, 'a');
const half = Math.ceil(Number(commits) / 2);
await committing('never', async (engine) => {
  await engine.write({}, (unit) => {
    unit.createIndexes(NAMESPACE, [new Map([['key', new Map([['group', 1]])]])]);
    return new Map();
  });
  writeSync(journal, `${JOURNAL_WORD} 0\n`);
  for (let n = 1; n <= half; n += 1) await step(engine, n);
});
await committing('always', async (engine) => {
  for (let n = half + 1; n <= Number(commits); n += 1) await step(engine, n);
});

async function committing(
  commitThread: CommitThread,
  work: (engine: Engine) => Promise<void>,
): Promise<void> {
  const engine = await openEngine({ dataDir, language: { compileFilter }, ttlSweepMs: 0, commitThread });
  await work(engine);
  await engine.close();
}

async function step(engine: Engine, n: number): Promise<void> {
  const { put, remove } = stepOf(n);
  await engine.write({}, (unit) => {
    for (const document of put) {
      const query = { filter: new Map([['_id', document.get('_id') ?? null]]) };
      unit.update(NAMESPACE, { query, multi: false, apply: () => document, upsert: () => document });
    }
    for (const id of remove)
      unit.delete(NAMESPACE, { query: { filter: new Map([['_id', id]]) }, multi: false });
    return new Map();
  });
  writeSync(journal, `${JOURNAL_WORD} ${n}\n`);
}
