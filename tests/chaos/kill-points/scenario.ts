import { setTimeout as delay } from 'node:timers/promises';
import type { World } from '../world/world.ts';

/** Where scenarios play. */
export type Stage = {
  readonly world: World;
  /** Another offer at each call, so that scenarios do not share stock. */
  readonly nextOffer: () => string;
  /** A name that nothing else bears. */
  readonly nextName: () => string;
};

/** One run of a scenario: its `strike` drives Souk through the kill point. */
export type Run = {
  /** The requests that end in the kill; their answers may be lost. */
  readonly strike: () => Promise<unknown>;
  /** After the restart: what a patient client does, and what must have come of it. @throws when it has not. */
  readonly finish: () => Promise<void>;
};

/**
 * What leads through a group of kill points. What one family's recovery passes is no kill point of another, so that
 * the recovery of the last crash does not run into the next.
 */
export type Scenario = {
  readonly family: 'placing' | 'undoing' | 'refunding' | 'adjusting' | 'staff';
  readonly points: readonly string[];
  /** Whether to finish it only at the very end: a key whose holder was killed is free again only after a while. */
  readonly late?: true;
  /** Arranges what must be there before. */
  readonly begin: (stage: Stage) => Promise<Run>;
};

const PATIENCE_MS = 45_000;

/** Looks until `look` gives something. @throws Error with `what` when it takes too long. */
export async function until<T>(what: string, look: () => Promise<T | null>): Promise<T> {
  const began = Date.now();
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (Date.now() - began > PATIENCE_MS) throw new Error(`not within ${PATIENCE_MS} ms: ${what}`);
    await delay(50);
  }
}
