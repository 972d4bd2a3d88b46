/** One database for each service, one for the event log, one for the sandbox's own books. */
export const DATABASE_NAMES = [
  'identity',
  'sellers',
  'catalog',
  'inventory',
  'orders',
  'payments',
  'events',
  'sandbox',
] as const;

export type DatabaseName = (typeof DATABASE_NAMES)[number];
