import type { Arrangements } from './arrangement.ts';
import { catalog, inventory } from './catalog.ts';
import { events } from './events.ts';
import { identity } from './identity.ts';
import { orders } from './orders.ts';
import { payments } from './payments.ts';
import { sandbox } from './sandbox.ts';
import { sellers } from './sellers.ts';

/** Every operation of Souk has one: the walk fails for an operation that has none. */
export const arrangements: Arrangements = {
  ...identity,
  ...sellers,
  ...catalog,
  ...inventory,
  ...orders,
  ...payments,
  ...events,
  ...sandbox,
};
