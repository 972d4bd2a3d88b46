export const ACCOUNTS = 12;
export const START_AMOUNT = 1_000;

export const NAMESPACES = {
  items: 'kill.items',
  counters: 'kill.counters',
  accounts: 'kill.accounts',
  left: 'kill.left',
  right: 'kill.right',
} as const;

/** Whole numbers below `bound`, the same for the same seed (mulberry32). */
export function randomOf(seed: number): (bound: number) => number {
  let state = (seed * 0x9e37_79b9) >>> 0;
  return (bound) => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % bound;
  };
}
