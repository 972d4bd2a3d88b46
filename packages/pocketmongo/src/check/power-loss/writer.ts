/**
 * A process that makes some commits one after another and notes each acknowledgement in a file. Arguments: data
 * directory, journal, number of commits.
 */
import { openSync, writeSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { compileFilter } from '../../query/match.ts';
import { openEngine } from '../../storage/open-engine.ts';
import { openStore, type Store } from '../../storage/store.ts';
import { JOURNAL_WORD, NAMESPACE, stepOf } from './steps.ts';

const [dataDir = '', journalPath = '', commits = '0'] = process.argv.slice(2);
const journal = openSync(journalPath, 'a');
let store: Store | undefined;
const engine = await openEngine({ dataDir, language: { compileFilter }, ttlSweepMs: 0 }, (directory) => {
  store = openStore(directory, { apart: true });
  return store;
});
await engine.write({}, (unit) => {
  unit.createIndexes(NAMESPACE, [new Map([['key', new Map([['group', 1]])]])]);
  return new Map();
});
writeSync(journal, `${JOURNAL_WORD} 0\n`);
for (let n = 1; n <= Number(commits); n += 1) {
  // The second half at least is written by the thread that does nothing else.
  if (n > Number(commits) / 2 + 1) while (store?.writesApart() !== true) await setImmediate();
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
await engine.close();
