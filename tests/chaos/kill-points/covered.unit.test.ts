import { describe, expect, it } from '@jest/globals';
import { killPointsInCode } from './points.ts';
import { SCENARIOS, scheduleOf } from './schedule.ts';

describe('kill points', () => {
  it('are all passed by a scenario, and none twice', () => {
    const covered = SCENARIOS.flatMap(({ points }) => points).toSorted();
    expect(covered).toEqual(killPointsInCode());
  });

  it('are all on the schedule', () => {
    const scheduled = scheduleOf().map(({ point }) => point);
    expect(scheduled.toSorted()).toEqual(killPointsInCode());
  });
});
