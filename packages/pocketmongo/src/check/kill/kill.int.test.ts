import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { killRound } from './round.ts';
import { randomOf } from './workload.ts';

const ROUNDS = 4;

describe('a server that is killed while it writes', () => {
  let directory = '';

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'pocketmongo-kill-'));
  });

  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('has everything that it acknowledged, whole, with indexes that agree', async () => {
    const random = randomOf(20_240_601);
    let acknowledged = 0;
    for (let round = 1; round <= ROUNDS; round += 1) {
      const report = await killRound(join(directory, 'data'), join(directory, 'journal'), round, random(400));
      expect(report.problems).toEqual([]);
      acknowledged = report.acknowledged;
    }
    expect(acknowledged).toBeGreaterThan(ROUNDS * 10);
  });
});
