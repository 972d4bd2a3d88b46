import { PaymentsService } from '@souk/contracts';
import type { RpcService } from '@souk/platform/rpc';
import { paymentsOfOrder } from './data/payments.ts';
import type { PaymentsContext } from './deps.ts';
import { authorisePayment } from './features/authorise-payment/authorise-payment.ts';
import { orderOfRequest } from './features/authorise-payment/rpc.ts';
import { capturePayment } from './features/capture-payment/capture-payment.ts';
import { paymentMessage } from './features/payment-message.ts';
import { voidPayment } from './features/void-payment/void-payment.ts';

/** The calls that other services make. */
export function paymentsRpc(deps: PaymentsContext): RpcService<typeof PaymentsService> {
  return {
    service: PaymentsService,
    implementation: {
      authorise: async (ctx, request) =>
        paymentMessage(await authorisePayment(deps, ctx, orderOfRequest(request))),
      capture: async (ctx, { paymentId }) => paymentMessage(await capturePayment(deps, ctx, paymentId)),
      void: async (ctx, { paymentId }) => paymentMessage(await voidPayment(deps, ctx, paymentId)),
      listPayments: async (_ctx, { orderId }) => ({
        payments: (await paymentsOfOrder(deps.store, { all: true }, orderId)).map(paymentMessage),
      }),
    },
  };
}
