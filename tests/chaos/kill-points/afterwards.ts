import { createHttp } from '../../harness/http.ts';
import { apiOf, Unexpected } from '../world/api.ts';
import { untilSettledKey } from '../world/at-rest.ts';
import { checkOut, readyGuest } from '../world/guest.ts';
import type { WireCheckout, WireOrder, WireStock } from '../world/wire.ts';
import { until, type Scenario, type Stage } from './scenario.ts';

const PASSWORD = 'correct horse battery';

/** A command under a key, with little time: the key of a holder that was killed is free again soon after it. */
const underKey = (key: string) => ({ 'idempotency-key': key, 'request-timeout': '5000' });

/** A paid order is called off: the money goes back and the pieces return to the shelf. */
export const cancelledPaidOrder: Scenario = {
  family: 'refunding',
  points: [
    'payments.refund.before',
    'payments.refund.between',
    'payments.refund.after',
    'inventory.return.begun',
    'inventory.return.stock',
  ],
  begin: async (stage) => {
    const { world } = stage;
    const offerId = stage.nextOffer();
    const guest = await readyGuest(world.guest, [[offerId, 3]]);
    const before = await stockOf(stage, offerId);
    const { body } = await checkOut(world.guest, guest, [{ method: 'card', token: 'tok_ok' }]);
    const path = `/orders/${(body as WireCheckout).orderId ?? ''}`;
    return {
      strike: () => world.guest.send('POST', `${path}/cancellations`, { reason: 'too late' }, guest.headers),
      finish: async () => {
        await until(`${path} is refunded and its pieces are back`, async () => {
          const order = await world.admin().ask<WireOrder>('GET', path);
          const refunded =
            order.refunds.length > 0 && order.refunds.every(({ state }) => state === 'refunded');
          const stock = await stockOf(stage, offerId);
          return refunded && stock.available === before.available ? order : null;
        });
      },
    };
  },
};

/** Five pieces more, and five less again when they have come: a command under a key counts once. */
export const adjustedStock: Scenario = {
  family: 'adjusting',
  late: true,
  points: ['inventory.adjust.recorded', 'inventory.adjust.stock'],
  begin: async (stage) => {
    const { world } = stage;
    const offerId = stage.nextOffer();
    const before = await stockOf(stage, offerId);
    const add = (delta: number, key: string) =>
      untilSettledKey(() =>
        world
          .admin()
          .send('POST', `/offers/${offerId}/stock-adjustments`, { delta, reason: 'received' }, underKey(key)),
      );
    const key = stage.nextName();
    return {
      strike: () => add(5, key),
      finish: async () => {
        const answer = await add(5, key);
        if (answer.status !== 201) throw new Unexpected('POST', '/stock-adjustments', answer);
        const { available } = await stockOf(stage, offerId);
        if (available !== before.available + 5)
          throw new Error(`${offerId}: ${before.available} + 5 became ${available}`);
        await add(-5, `${key}-back`);
      },
    };
  },
};

/** A log-in for a seller's staff: whatever is listed can log in, and once. */
export const addedStaff: Scenario = {
  family: 'staff',
  late: true,
  points: ['add-staff.log-in.before', 'add-staff.log-in.after'],
  begin: async (stage) => {
    const sellerId = await importedSeller(stage);
    const person = personOf(stage.nextName());
    const add = () => addStaff(stage, sellerId, person);
    return {
      strike: add,
      finish: async () => {
        const answer = await add();
        if (answer.status !== 201) throw new Unexpected('POST', '/staff', answer);
        await requireStaff(stage, sellerId, [person.email]);
        const account = await accountOf(stage, person.email);
        if (account.sellerId !== sellerId) throw new Error(`${person.email} does not act for ${sellerId}`);
      },
    };
  },
};

/** A member of staff leaves: the log-in no longer acts for the seller. */
export const removedStaff: Scenario = {
  family: 'staff',
  late: true,
  points: ['remove-staff.revoke.before', 'remove-staff.revoke.after'],
  begin: async (stage) => {
    const sellerId = await importedSeller(stage);
    const person = personOf(stage.nextName());
    const { body } = await addStaff(stage, sellerId, person);
    const member = body as { readonly id: string; readonly accountId: string };
    const path = `/sellers/${sellerId}/staff/${member.id}`;
    const key = stage.nextName();
    const remove = () =>
      untilSettledKey(() => stage.world.admin().send('DELETE', path, undefined, underKey(key)));
    return {
      strike: remove,
      finish: async () => {
        const answer = await remove();
        if (answer.status !== 204) throw new Unexpected('DELETE', path, answer);
        await requireStaff(stage, sellerId, []);
        const account = await stage.world.admin().ask<Account>('GET', `/accounts/${member.accountId}`);
        if (account.sellerId !== null) throw new Error(`${person.email} still acts for ${sellerId}`);
      },
    };
  },
};

/** An applicant is approved: the owner acts for the seller in the end, also when the approval's answer was lost. */
export const approvedSeller: Scenario = {
  family: 'staff',
  points: ['approve-seller.assign-owner.before'],
  begin: async (stage) => {
    const person = personOf(stage.nextName());
    const { tokens } = await stage.world.guest.ask<{ tokens: { accessToken: string } }>(
      'POST',
      '/accounts',
      person,
    );
    const owner = apiOf(stage.world.http, tokens.accessToken);
    const seller = await owner.ask<{ id: string }>('POST', '/sellers', {
      name: `Shop of ${person.displayName}`,
      postcode: '80010000',
    });
    return {
      strike: () => stage.world.admin().send('POST', `/sellers/${seller.id}/approvals`, {}),
      finish: async () => {
        await until(`${person.email} acts for ${seller.id}`, async () => {
          const account = await accountOf(stage, person.email);
          return account.sellerId === seller.id ? account : null;
        });
      },
    };
  },
};

function stockOf({ world }: Stage, offerId: string): Promise<WireStock> {
  return world.admin().ask('GET', `/offers/${offerId}/stock`);
}

async function importedSeller({ world, nextName }: Stage): Promise<string> {
  const name = nextName();
  const { data } = await world.admin().ask<{ data: { sellerId: string }[] }>('POST', '/seller-imports', {
    rows: [{ reference: name, name: `Seller ${name}`, postcode: '80010000' }],
  });
  return data[0]?.sellerId ?? '';
}

type Account = { readonly sellerId: string | null };
type Person = { readonly email: string; readonly password: string; readonly displayName: string };

function personOf(name: string): Person {
  return { email: `${name}@chaos.example`, password: PASSWORD, displayName: name };
}

function addStaff({ world }: Stage, sellerId: string, person: Person) {
  return untilSettledKey(() =>
    world.admin().send('POST', `/sellers/${sellerId}/staff`, person, underKey(person.email)),
  );
}

async function requireStaff({ world }: Stage, sellerId: string, emails: readonly string[]): Promise<void> {
  const staff = await world.admin().all<{ email: string }>(`/sellers/${sellerId}/staff`);
  const listed = staff.map(({ email }) => email);
  if (listed.join() !== emails.join())
    throw new Error(`${sellerId} has staff ${listed.join()}, not ${emails.join()}`);
}

/** What the person sees of the own account, after a fresh log-in. */
async function accountOf({ world }: Stage, email: string): Promise<Account> {
  const http = createHttp(world.url);
  try {
    const { accessToken } = await apiOf(http).ask<{ accessToken: string }>('POST', '/sessions', {
      email,
      password: PASSWORD,
    });
    return await apiOf(http, accessToken).ask('GET', '/accounts/me');
  } finally {
    http.close();
  }
}
