import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { valuesEqual } from '../../bson/compare.ts';
import { toNumber } from '../../bson/numbers.ts';
import { type Doc, isNumeric } from '../../bson/values.ts';
import { compileFilter } from '../../query/match.ts';
import { openEngine } from '../../storage/open-engine.ts';
import { DATA_FILE } from '../../storage/data-file.ts';
import { UNFINISHED } from '../../storage/new-file.ts';
import { checkDatabase } from '../check-database.ts';
import { images, type ImageOptions } from './images.ts';
import { NAMESPACE, stateAfter } from './steps.ts';
import { parseTrace, type TraceEvent, TRACED_CALLS } from './trace.ts';

const WRITER = fileURLToPath(new URL('./writer.ts', import.meta.url));
const LONGEST_WRITE = 2 ** 26;

export const hasStrace = (): boolean => spawnSync('strace', ['--version']).status === 0;

/** Lets a process make commits in a directory and records what it writes, syncs and acknowledges. */
export function record(directory: string, commits: number): TraceEvent[] {
  const [dataDir, journal, log] = ['data', 'journal', 'trace'].map((name) => join(directory, name));
  if (dataDir === undefined || journal === undefined || log === undefined) return [];
  const tracing = ['-f', '-y', '-xx', '-s', String(LONGEST_WRITE), '-e', `trace=${TRACED_CALLS}`, '-o', log];
  execFileSync('strace', [
    ...tracing,
    process.execPath,
    '--no-warnings',
    WRITER,
    dataDir,
    journal,
    String(commits),
  ]);
  const isData = (path: string): boolean =>
    path.startsWith(join(dataDir, DATA_FILE)) && !path.endsWith('-lock');
  return parseTrace(readFileSync(log, 'latin1'), { isData, directory: dataDir, journal });
}

export type PowerLossReport = { images: number; ahead: number; problems: string[] };

/** Opens every image that the loss of power could have left and compares it with what was acknowledged. */
export async function verifyImages(
  directory: string,
  events: readonly TraceEvent[],
  options: ImageOptions,
): Promise<PowerLossReport> {
  const report: PowerLossReport = { images: 0, ahead: 0, problems: [] };
  const dataDir = join(directory, 'image');
  for (const image of images(events, options)) {
    report.images += 1;
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, image.named ? DATA_FILE : `${DATA_FILE}${UNFINISHED}`), image.bytes);
    try {
      const found = await commitIn(dataDir);
      if (found === image.acknowledged + 1) report.ahead += 1;
      else if (found !== image.acknowledged) report.problems.push(`${image.told}: opened at ${found}`);
    } catch (error) {
      report.problems.push(`${image.told}: ${Error.isError(error) ? error.message : String(error)}`);
    }
    rmSync(dataDir, { recursive: true });
  }
  return report;
}

/** The commit at which a directory opens, whole and sound; -1: before the first. */
async function commitIn(dataDir: string): Promise<number> {
  const { problems } = await checkDatabase(dataDir);
  if (problems.length > 0) throw new Error(problems.join('; '));
  const engine = await openEngine({ dataDir, language: { compileFilter }, ttlSweepMs: 0 });
  try {
    if (engine.collection(NAMESPACE) === undefined) return -1;
    const cursor = engine.find({}, NAMESPACE, { filter: new Map() });
    const found = new Map<number, Doc>();
    for (let row = cursor.next(); row !== undefined; row = cursor.next())
      found.set(Number(row.doc().get('_id')), row.doc());
    const n = found.get(0)?.get('n');
    const commit = isNumeric(n) ? toNumber(n) : 0;
    const expected = stateAfter(commit);
    if (found.size !== expected.size)
      throw new Error(`${found.size} documents at commit ${commit}, not ${expected.size}`);
    for (const [id, document] of expected) {
      const own = found.get(id);
      if (own === undefined || !valuesEqual(own, document))
        throw new Error(`document ${id} is not as commit ${commit} left it`);
    }
    return commit;
  } finally {
    await engine.close();
  }
}
