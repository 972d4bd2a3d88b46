import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomOf } from '../kill/workload.ts';
import { hasStrace, record, verifyImages } from './power-loss.ts';
import type { TraceEvent } from './trace.ts';

const COMMITS = 10;
const withStrace = hasStrace() ? it : it.skip;

describe('the loss of power (skipped where strace is not installed)', () => {
  let directory = '';
  let events: TraceEvent[] = [];
  const options = () => ({ allBelow: 3, samples: 2, random: randomOf(3) });

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'pocketmongo-power-'));
    if (hasStrace()) events = record(directory, COMMITS);
  });

  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  withStrace(
    'leaves the last acknowledged commit, whole, whatever of the later writes is there',
    async () => {
      const report = await verifyImages(directory, events, options());
      expect(report.problems).toEqual([]);
      expect(report.images).toBeGreaterThan(COMMITS * 8);
    },
    60_000,
  );

  withStrace(
    'would be noticed if an acknowledgement came before the meta page',
    async () => {
      const meta = events.findLastIndex((event) => event.kind === 'write' && event.synchronous);
      const early = [
        ...events.slice(0, meta),
        { kind: 'acknowledged', commit: COMMITS } as const,
        ...events.slice(meta),
      ];
      const report = await verifyImages(directory, early, options());
      expect(report.problems).toContainEqual(expect.stringContaining(`opened at ${COMMITS - 1}`));
    },
    60_000,
  );
});
