import { z } from 'zod';
import { wireId } from '../wire.ts';

/** Told by identity; subject: the account. */
export const identityEvents = {
  AccountRegistered: z.object({
    accountId: wireId('account'),
    email: z.string(),
    displayName: z.string(),
    roles: z.array(z.string()),
  }),
} as const;
