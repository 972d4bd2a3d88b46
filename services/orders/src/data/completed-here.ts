import type { Id } from '@souk/kernel';

/** Checkouts that this process has completed: they hear no more news of their payments, and need not be read for it. */
export type CompletedHere = {
  add(checkoutId: Id): void;
  has(checkoutId: Id): boolean;
};

/** Remembers the last ones; news of the saga's own captures comes within seconds. */
export function completedHere(atMost = 5_000): CompletedHere {
  const ids = new Set<Id>();
  return {
    add: (checkoutId) => {
      ids.add(checkoutId);
      const oldest = ids.size > atMost ? ids.values().next() : undefined;
      if (oldest?.done === false) ids.delete(oldest.value);
    },
    has: (checkoutId) => ids.has(checkoutId),
  };
}
