import { describe, expect, it } from '@jest/globals';
import { runChaos } from './run-chaos.ts';

describe('100 checkouts while Souk is killed 10 times at random', () => {
  it('lose nothing that was acknowledged, and do nothing twice', async () => {
    const report = await runChaos({ seed: 20_261, checkouts: 100, kills: 10 });
    if (!report.holds) throw new Error(report.text);
    expect(report.kills.running).toBe(10);
  });
});
