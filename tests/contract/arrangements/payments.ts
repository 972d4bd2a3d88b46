import { exampleId } from '../../../packages/contracts/src/index.ts';
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

export const payments: Arrangements = {
  listPayments: byOperator,
  getPayment: onPayment,
  getSellerBalance: byOwner,
  getSellerStatement: byOwner,
  listLedgerAccounts: byOperator,
  listLedgerTransactions: onPayment,
  listReconciliations: byOperator,
  receiveWebhook: onPayment,
};
