import { exampleId, wireId, wireTime } from '@souk/contracts';
import { z } from 'zod';
import { ACCOUNT_ROLES, type Account } from './domain/account.ts';
import { PASSWORD_MAX_BYTES, PASSWORD_MIN_CHARACTERS } from './domain/password-rules.ts';

export const emailField = z.email().max(254);
/** A password that is being chosen. */
export const newPasswordField = z
  .string()
  .min(PASSWORD_MIN_CHARACTERS)
  .max(PASSWORD_MAX_BYTES)
  .meta({ description: `At most ${PASSWORD_MAX_BYTES} bytes in UTF-8.` });
/** A name as people see it: no control characters, not blank. */
export const displayNameField = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}]*[^\p{Cc}\s][^\p{Cc}]*$/u);

export const accountWire = z
  .strictObject({
    id: wireId('account'),
    email: z.string(),
    displayName: z.string(),
    roles: z.array(z.enum(ACCOUNT_ROLES)),
    sellerId: wireId('seller').nullable().meta({ description: 'The seller for whom the account acts.' }),
    createdAt: wireTime,
  })
  .meta({ id: 'Account' });

export const tokensWire = z
  .strictObject({
    accessToken: z.string().meta({ description: 'Goes into `Authorization: Bearer …`.' }),
    expiresIn: z.int().meta({ description: 'Seconds for which the access token is good.' }),
    refreshToken: z.string().meta({ description: 'Good once, for new tokens.' }),
  })
  .meta({ id: 'Tokens' });

export function accountToWire(account: Account): z.infer<typeof accountWire> {
  const { accountId, email, displayName, roles, sellerId, createdAt } = account;
  return {
    id: accountId,
    email,
    displayName,
    roles: [...roles],
    sellerId,
    createdAt: createdAt.toISOString(),
  };
}

/** A person for the examples of the documentation. */
export const EXAMPLE_PERSON = {
  email: 'ana@example.com',
  password: 'correct horse battery',
  displayName: 'Ana Souza',
} as const;
export const EXAMPLE_REFRESH_TOKEN = `${exampleId('session')}.1.p3Vx0wYk1u6vE2vQ7r1b0d3m8s5t9z4a6c7e2f1g0hI`;
