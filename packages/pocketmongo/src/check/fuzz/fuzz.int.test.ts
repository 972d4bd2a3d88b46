import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fuzz } from './fuzz.ts';
import { TargetProcess } from './target-process.ts';

const SECONDS = 30;
const MEBIBYTE = 2 ** 20;

describe('mutated messages', () => {
  const target = new TargetProcess();
  beforeAll(() => target.start());
  afterAll(() => target.stop());

  // `scripts/fuzz.ts` does the same for longer and with other seeds.
  it('crash nothing, leave nothing open and always get an answer', async () => {
    const report = await fuzz(target, 20_261_123, Date.now() + SECONDS * 1_000);
    expect(Array.from(report.findings)).toEqual([]);
    expect(report.connectionsAtEnd).toBe(1);
    // A spoiled message may open one of which nobody hears; what clients opened they have closed.
    expect(report.cursorsAtEnd).toBeLessThanOrEqual(1);
    expect(report.memoryAtEnd - report.memoryAtStart).toBeLessThan(64 * MEBIBYTE);
    expect(report.outcomes.get('ok')).toBeGreaterThan(20);
    expect(report.outcomes.size).toBeGreaterThan(10);
  });
});
