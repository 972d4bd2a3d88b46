import type { Access } from '@souk/platform/http';

/** Everybody who has logged in. */
export const ANY_ROLE = {
  allow: 'roles',
  roles: ['customer', 'seller', 'admin', 'carrier'],
} as const satisfies Access;

export const ADMIN_ONLY = { allow: 'roles', roles: ['admin'] } as const satisfies Access;
