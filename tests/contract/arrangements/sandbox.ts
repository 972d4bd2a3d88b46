import { exampleId } from '../../../packages/contracts/src/index.ts';
import { addOffer, placeOrder } from '../world/shop.ts';
import { byOperator, inPublic, type Arrange, type Arrangements } from './arrangement.ts';

/** A payment that the token has left in a certain state. */
const onPaymentOf =
  (token: string): Arrange =>
  async ({ world, seller }) => {
    const { paymentId } = await placeOrder(world, await addOffer(world, seller), token);
    return { as: world.operator, real: { [exampleId('payment')]: paymentId } };
  };

const onOffer: Arrange = async ({ world, seller }) => ({
  as: world.operator,
  real: { [exampleId('offer')]: (await addOffer(world, seller)).offerId },
});

export const sandbox: Arrangements = {
  getBusinessTime: byOperator,
  setBusinessTime: byOperator,
  listSandboxPayments: byOperator,
  getSandboxPayment: onPaymentOf('tok_ok'),
  decideSandboxPayment: onPaymentOf('tok_review'),
  getPaymentOutcomes: byOperator,
  setPaymentOutcomes: byOperator,
  getChallenge: inPublic(onPaymentOf('tok_3ds')),
  answerChallenge: inPublic(onPaymentOf('tok_3ds')),
  paySlip: onPaymentOf(''),
  setFreights: onOffer,
  getFreight: onOffer,
};
