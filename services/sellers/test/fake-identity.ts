import { IdentityService } from '@souk/contracts';
import { DomainError } from '@souk/kernel';
import { binaryPort, type Port } from '@souk/platform/rpc';

type Account = { accountId: string; email: string; displayName: string; roles: string[]; sellerId: string };

/** The identity service as far as sellers can tell, with what it was asked. */
export type FakeIdentity = {
  readonly port: Port<typeof IdentityService>;
  /** Every call in its order: `assignSeller acc_… sel_…`. */
  readonly calls: string[];
  readonly accounts: Map<string, Account>;
  /** What the next calls meet: nothing, or an error before or after the effect. */
  trouble: { readonly when: 'before' | 'after'; readonly error: Error } | null;
};

export const AWAY = new DomainError('unavailable', 'unavailable', 'Identity does not answer.');

export function fakeIdentity(): FakeIdentity {
  const fake: FakeIdentity = {
    port: {} as FakeIdentity['port'],
    calls: [],
    accounts: new Map(),
    trouble: null,
  };
  const effect = <T>(words: readonly string[], work: () => T): Promise<T> => {
    fake.calls.push(words.join(' '));
    if (fake.trouble?.when === 'before') return Promise.reject(fake.trouble.error);
    const result = work();
    return fake.trouble === null ? Promise.resolve(result) : Promise.reject(fake.trouble.error);
  };
  const port = binaryPort(IdentityService, {
    getSigningKeys: () => Promise.resolve({ jwksJson: '{"keys":[]}' }),
    getAccount: (_ctx, { accountId }) => effect(['getAccount', accountId], () => accountOf(fake, accountId)),
    createStaffAccount: (_ctx, { accountId, email, displayName, sellerId }) =>
      effect(['createStaffAccount', accountId, email], () => {
        const sameEmail = [...fake.accounts.values()].find((account) => account.email === email);
        if (sameEmail !== undefined && sameEmail.accountId !== accountId) throw emailTaken();
        fake.accounts.set(accountId, { accountId, email, displayName, roles: ['seller'], sellerId });
        return { accountId };
      }),
    assignSeller: (_ctx, { accountId, sellerId }) =>
      effect(['assignSeller', accountId, sellerId], () => ({})),
    revokeSeller: (_ctx, { accountId, sellerId }) =>
      effect(['revokeSeller', accountId, sellerId], () => {
        accountOf(fake, accountId).sellerId = '';
        return {};
      }),
  });
  return Object.assign(fake, { port });
}

function accountOf(fake: FakeIdentity, accountId: string): Account {
  const account = fake.accounts.get(accountId);
  if (account === undefined)
    throw new DomainError('account-not-found', 'not-found', 'There is no such account.');
  return account;
}

function emailTaken(): DomainError {
  return new DomainError(
    'email-taken',
    'conflict',
    'There is already an account with this e-mail address.',
    {},
    [{ pointer: '/email', rule: 'unique', message: 'is taken' }],
  );
}
