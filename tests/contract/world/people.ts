import { bearer, type Headers } from '../../harness/http.ts';
import { ask } from './ask.ts';
import type { World } from './start-world.ts';

/** Somebody with a log-in. */
export type Person = {
  readonly accountId: string;
  readonly email: string;
  readonly refreshToken: string;
  readonly headers: Headers;
};

/** A seller that may sell, and its owner. */
export type Seller = { readonly sellerId: string; readonly owner: Person };

type Tokens = { readonly accessToken: string; readonly refreshToken: string };

/** The password of everybody here: that of the documented example. */
export const PASSWORD = 'correct horse battery';

let people = 0;

export function freshEmail(): string {
  people += 1;
  return `person-${people}@example.com`;
}

export async function register(world: World): Promise<Person> {
  const email = freshEmail();
  const body = { email, password: PASSWORD, displayName: 'Ana Souza' };
  const { account, tokens } = await ask<{ account: { id: string }; tokens: Tokens }>(
    world,
    'POST',
    '/accounts',
    { body },
  );
  return personOf(account.id, email, tokens);
}

export async function registerStaff(world: World, role: 'admin' | 'carrier'): Promise<Person> {
  const email = freshEmail();
  const body = { email, password: PASSWORD, displayName: 'Expresso do Sul', roles: [role] };
  const { id } = await ask<{ id: string }>(world, 'POST', '/staff-accounts', { body, as: world.operator });
  return logIn(world, id, email);
}

/** An application that nobody has decided on. */
export async function apply(world: World): Promise<Seller> {
  const owner = await register(world);
  const body = { name: 'Casa Verde', postcode: '13023-000' };
  const { id } = await ask<{ id: string }>(world, 'POST', '/sellers', { body, as: owner.headers });
  return { sellerId: id, owner };
}

/** A seller that has been let in; its owner is logged in anew, since only a new token knows of it. */
export async function openShop(world: World): Promise<Seller> {
  const { sellerId, owner } = await apply(world);
  await ask(world, 'POST', `/sellers/${sellerId}/approvals`, {
    body: { commissionBasisPoints: 1_200 },
    as: world.operator,
  });
  return { sellerId, owner: await logIn(world, owner.accountId, owner.email) };
}

/** Somebody who works for the seller and buys nothing: no customer. */
export async function addStaff(world: World, { sellerId, owner }: Seller): Promise<Person> {
  const email = freshEmail();
  const body = { email, password: PASSWORD, displayName: 'Bia Lima' };
  const { accountId } = await ask<{ accountId: string }>(world, 'POST', `/sellers/${sellerId}/staff`, {
    body,
    as: owner.headers,
  });
  return logIn(world, accountId, email);
}

async function logIn(world: World, accountId: string, email: string): Promise<Person> {
  const body = { email, password: PASSWORD };
  return personOf(accountId, email, await ask<Tokens>(world, 'POST', '/sessions', { body }));
}

function personOf(accountId: string, email: string, tokens: Tokens): Person {
  return { accountId, email, refreshToken: tokens.refreshToken, headers: bearer(tokens.accessToken) };
}
