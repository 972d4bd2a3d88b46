import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accessMatrix } from '@souk/platform/http';
import { sellersQuery, type SellerFilter, type SellerRange } from '../src/data/seller-lists.ts';
import type { Stores } from '../src/data/stores.ts';
import { ADMIN, startSellers, type SellersUnderTest } from './sellers-under-test.ts';

let sellers: SellersUnderTest;
beforeAll(async () => {
  sellers = await startSellers();
  for (let batch = 0; batch < 4; batch += 1) {
    const rows = Array.from({ length: 500 }, (_, index) => ({
      reference: `r${batch}-${index}`,
      name: `Seller ${(index * 7) % 50}`,
      postcode: '13023',
    }));
    await sellers.post('/seller-imports', { rows }, ADMIN);
  }
});
afterAll(() => sellers.stop());

type Plan = { readonly stage?: string; readonly inputStage?: Plan; readonly inputStages?: readonly Plan[] };
const stagesOf = (plan: Plan): string[] => [
  plan.stage ?? '',
  ...(plan.inputStage === undefined ? [] : stagesOf(plan.inputStage)),
  ...(plan.inputStages ?? []).flatMap(stagesOf),
];

describe('the lists of sellers', () => {
  const all = { all: true } as const;
  const anyone = { visibleTo: 'anyone' } as const;
  const newest: SellerRange = { sort: 'newest', after: null, limit: 21 };
  const byName: SellerRange = { sort: 'name', after: null, limit: 21 };
  const cases: [string, typeof all | typeof anyone, SellerFilter, SellerRange][] = [
    ['newest for anyone', anyone, {}, newest],
    ['newest for administrators', all, {}, newest],
    ['by name for anyone', anyone, {}, byName],
    ['by name, a later page', anyone, {}, { ...byName, after: { name: 'Seller 30', sellerId: 'sel_' } }],
    ['by name for administrators', all, {}, { ...byName, after: { name: 'Seller 30', sellerId: 'sel_' } }],
    ['of one state', all, { state: 'approved' }, newest],
    ['by reference', all, { reference: 'r1-1' }, newest],
  ];

  it.each(cases)(
    '%s use an index, sort nothing in memory and read what they show',
    async (_name, scope, filter, range) => {
      const stores = sellers.db.connection.models as unknown as Stores;
      const explained = (await sellersQuery(stores, scope, filter, range).explain(
        'executionStats',
      )) as unknown as {
        queryPlanner: { winningPlan: Plan };
        executionStats: { nReturned: number; totalDocsExamined: number };
      };
      const stages = stagesOf(explained.queryPlanner.winningPlan);
      expect(stages.some((stage) => stage === 'COLLSCAN' || stage === 'SORT')).toBe(false);
      const { nReturned, totalDocsExamined } = explained.executionStats;
      expect(totalDocsExamined).toBeLessThanOrEqual(10 * Math.max(1, nReturned));
    },
  );
});

describe('sellers from outside', () => {
  it('lets in whom it says', () => {
    const table = accessMatrix([sellers.service.http]).map(
      ({ operationId, guest, customer, seller, admin, carrier }) =>
        [operationId, guest, customer, seller, admin, carrier].join(' '),
    );
    expect(table.toSorted()).toEqual([
      'addStaff 401 403 yes yes 403',
      'applyToSell 401 yes yes 403 403',
      'approveSeller 401 403 403 yes 403',
      'changeSeller 401 403 yes yes 403',
      'importSellers 401 403 403 yes 403',
      'listSellers yes yes yes yes yes',
      'listStaff 401 403 yes yes 403',
      'rejectSeller 401 403 403 yes 403',
      'removeStaff 401 403 yes yes 403',
      'showSeller yes yes yes yes yes',
      'suspendSeller 401 403 403 yes 403',
    ]);
  });
});
