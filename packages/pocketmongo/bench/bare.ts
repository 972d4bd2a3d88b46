import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { heard } from './target.ts';

const STORE = new URL('./bare-process.ts', import.meta.url);

/** What the bare store reaches. */
export interface Bare {
  perSecond: (work: string, count: number) => Promise<number>;
  stop: () => void;
}

/** Starts the bare store in a process of its own and fills it. */
export async function startBare(documents: number): Promise<Bare> {
  const dataDir = mkdtempSync(join(tmpdir(), 'pocketmongo-bare-'));
  const child = fork(STORE, [dataDir], { execArgv: ['--no-warnings'] });
  const perSecond = async (work: string, count: number): Promise<number> => {
    child.send({ work, count });
    return ((await heard(child)) as { perSecond: number }).perSecond;
  };
  await perSecond('inserts', documents);
  return {
    perSecond,
    stop: () => {
      child.kill();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
