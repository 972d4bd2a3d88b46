import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const SERVER = new URL('./server-process.ts', import.meta.url);

interface Usage {
  readonly processorUs: number;
  readonly rss: number;
}

/** The server that is measured. */
export interface Target {
  readonly uri: string;
  /** Processor time and memory so far; undefined for a server that is not ours. */
  usage: () => Promise<Usage | undefined>;
  stop: () => Promise<void>;
}

/** A pocketmongo in a process of its own. */
export interface OwnTarget extends Target {
  readonly dataDir: string;
  /** Ends the process without a word; the data stays until `stop`. */
  kill: () => Promise<void>;
}

export const foreignTarget = (uri: string): Target => ({
  uri,
  usage: () => Promise.resolve(undefined),
  stop: () => Promise.resolve(),
});

/** Starts a pocketmongo on a fresh data directory. */
export async function ownTarget(): Promise<OwnTarget> {
  const dataDir = mkdtempSync(join(tmpdir(), 'pocketmongo-bench-'));
  const child = fork(SERVER, [dataDir], { execArgv: ['--no-warnings'] });
  const { uri } = (await heard(child)) as { uri: string };
  const end = async (how: () => void): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    how();
    await ended;
  };
  return {
    uri,
    dataDir,
    usage: () => {
      child.send('usage');
      return heard(child) as Promise<Usage>;
    },
    kill: () => end(() => child.kill('SIGKILL')),
    stop: async () => {
      await end(() => child.send('stop'));
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** The next message of a process. */
export async function heard(child: ChildProcess): Promise<unknown> {
  const [message] = (await once(child, 'message')) as [unknown];
  return message;
}
