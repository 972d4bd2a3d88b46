import { exampleId } from '../../../packages/contracts/src/index.ts';
import { ask } from '../world/ask.ts';
import { apply, freshEmail, openShop, PASSWORD, register } from '../world/people.ts';
import { freshName } from '../world/shop.ts';
import { byAnyone, type Arrange, type Arrangements } from './arrangement.ts';

const SELLER = exampleId('seller');
const STAFF_EMAIL = 'bia@casa-verde.example';

const byOwner: Arrange = ({ seller, rival }) => ({
  as: seller.owner.headers,
  real: { [SELLER]: seller.sellerId, [STAFF_EMAIL]: freshEmail() },
  strangers: [rival.owner.headers],
});

const onApplication: Arrange = async ({ world }) => ({
  as: world.operator,
  real: { [SELLER]: (await apply(world)).sellerId },
});

export const sellers: Arrangements = {
  applyToSell: async ({ world }) => ({ as: (await register(world)).headers }),
  listSellers: byAnyone,
  showSeller: ({ seller }) => ({ as: {}, real: { [SELLER]: seller.sellerId } }),
  changeSeller: byOwner,
  approveSeller: onApplication,
  rejectSeller: onApplication,
  suspendSeller: async ({ world }) => ({
    as: world.operator,
    real: { [SELLER]: (await openShop(world)).sellerId },
  }),
  addStaff: byOwner,
  listStaff: byOwner,
  removeStaff: async (stage, example) => {
    const { world, seller } = stage;
    const body = { email: freshEmail(), password: PASSWORD, displayName: 'Bia Lima' };
    const { id } = await ask<{ id: string }>(world, 'POST', `/sellers/${seller.sellerId}/staff`, {
      body,
      as: seller.owner.headers,
    });
    const arranged = await byOwner(stage, example);
    return { ...arranged, real: { ...arranged.real, [exampleId('staff')]: id } };
  },
  importSellers: ({ world }) => ({ as: world.operator, real: { 'casa-verde': freshName('casa-verde') } }),
};
