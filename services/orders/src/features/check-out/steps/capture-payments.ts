import { failWith } from '../../../domain/checkout-news.ts';
import { allCaptured, judgePayments, type CheckoutPayment } from '../../../domain/checkout.ts';
import { withAnswer } from '../payment-answers.ts';
import { nothingToUndo, type Step } from '../step.ts';

/** Takes the money of all payments. What was taken before a failure goes back with the order's cancellation. */
export const capturePayments: Step = {
  name: 'capture-payments',
  run: async (orders, ctx, checkout) => {
    const payments: CheckoutPayment[] = [];
    let refused = false;
    for (const payment of checkout.payments) {
      if (refused || payment.state === 'captured') {
        payments.push(payment);
        continue;
      }
      const answer = await orders.payments.capture(ctx, { paymentId: payment.paymentId });
      payments.push(withAnswer(payment, answer));
      refused = judgePayments(payments).kind === 'refused';
    }
    const verdict = judgePayments(payments);
    if (verdict.kind === 'refused') {
      const { paymentId, method, declineCode } = verdict.payment;
      const failure = failWith('payment-declined', { paymentId, method, declineCode });
      return { kind: 'refused', failure, patch: { payments } };
    }
    if (!allCaptured(payments))
      return { kind: 'again', patch: { payments }, why: 'a capture has no answer yet' };
    return { kind: 'done', patch: { payments } };
  },
  undo: nothingToUndo,
};
