import { manualClock, type Clock } from '@souk/kernel';
import type { Database } from '@souk/platform/data';
import { readSetting, writeSetting } from '../data/settings.ts';

export type BusinessClock = {
  readonly clock: Clock;
  /** The instant at which somebody has stopped the clock; null while it follows the machine. */
  stoppedAt(): Date | null;
  /** Stops it at an instant, or lets it follow the machine again; survives a restart. */
  set(instant: Date | null): Promise<void>;
  start(): Promise<void>;
};

/** Business time that can be set. */
export function createBusinessClock(db: Database): BusinessClock {
  const clock = manualClock();
  let stoppedAt: Date | null = null;
  const show = (instant: Date | null) => {
    stoppedAt = instant;
    clock.set(instant);
  };
  return {
    clock,
    stoppedAt: () => stoppedAt,
    set: async (instant) => {
      await writeSetting(db, 'business-time', instant);
      show(instant);
    },
    start: async () => show(await readSetting(db, 'business-time')),
  };
}
