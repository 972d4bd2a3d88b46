import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

type Summary = {
  readonly changes: readonly string[];
  readonly effects: readonly (readonly [string, number])[];
  readonly positions: readonly number[];
  readonly waiting: number;
  readonly deadLetters: number;
};

const script = join(import.meta.dirname, 'event-pipeline.ts');
let dataDir: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'souk-test-'));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

/** Lets the process print `lines` acknowledged ids, then kills it without warning. */
async function runAndKill(lines: number): Promise<string[]> {
  const child = spawn(process.execPath, [script, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const acknowledged: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    if (line.startsWith('evt_')) acknowledged.push(line);
    if (acknowledged.length === lines) child.kill('SIGKILL');
  }
  return acknowledged;
}

async function drain(): Promise<Summary> {
  const child = spawn(process.execPath, [script, dataDir, 'drain'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const parts: string[] = [];
  for await (const part of child.stdout.setEncoding('utf8')) parts.push(String(part));
  return JSON.parse(parts.join('')) as Summary;
}

describe('events through kills at any moment', () => {
  it('all arrive, each takes effect once, and the log has no gap', async () => {
    const acknowledged: string[] = [];
    for (const lines of [1, 30, 75, 130, 55]) acknowledged.push(...(await runAndKill(lines)));
    const summary = await drain();
    const changes = new Set(summary.changes);
    expect(acknowledged.filter((id) => !changes.has(id))).toEqual([]);
    expect(new Set(summary.effects.map(([id]) => id))).toEqual(changes);
    expect(summary.effects.filter(([, n]) => n !== 1)).toEqual([]);
    expect(summary.positions).toEqual(summary.changes.map((_, index) => index + 1));
    expect(summary).toMatchObject({ waiting: 0, deadLetters: 0 });
  });
});
