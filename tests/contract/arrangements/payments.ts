import { exampleId } from '../../../packages/contracts/src/index.ts';
import { ask } from '../world/ask.ts';
import { addOffer, placeOrder } from '../world/shop.ts';
import { byOperator, type Arrange, type Arrangements } from './arrangement.ts';

const onPayment: Arrange = async ({ world, seller }) => {
  const order = await placeOrder(world, await addOffer(world, seller));
  return {
    as: world.operator,
    real: { [exampleId('payment')]: order.paymentId, [exampleId('order')]: order.orderId ?? '' },
  };
};

const byOwner: Arrange = ({ seller, rival }) => ({
  as: seller.owner.headers,
  real: { [exampleId('seller')]: seller.sellerId },
  strangers: [rival.owner.headers],
});

/** What the walk does with them next, each needs one of its own. */
const onFailedRefund: Arrange = async ({ world, seller }) => {
  const order = await placeOrder(world, await addOffer(world, seller), 'tok_refuse-refund');
  const body = { consignmentId: order.consignmentId, reason: 'damaged on the way' };
  const { id } = await ask<{ id: string }>(world, 'POST', '/refunds', { body, as: world.operator });
  await world.idle();
  return { as: world.operator, real: { [exampleId('refund')]: id } };
};

export const payments: Arrangements = {
  listPayments: byOperator,
  getPayment: onPayment,
  getSellerBalance: byOwner,
  getSellerStatement: byOwner,
  listLedgerAccounts: byOperator,
  listLedgerTransactions: onPayment,
  listReconciliations: byOperator,
  receiveWebhook: onPayment,
  listRefunds: byOperator,
  getRefund: onFailedRefund,
  retryRefund: onFailedRefund,
  settleRefundOutside: onFailedRefund,
};
