import type { Id, Money } from '@souk/kernel';
import type { PaymentState } from './payment.ts';

/** What a provider says of one payment at one moment. `sequence` grows with each change at the provider. */
export type ProviderReport = {
  /** The payment's id: Souk names its payments to the provider. */
  readonly reference: Id;
  readonly sequence: number;
  readonly state: Exclude<PaymentState, 'created' | 'expired'>;
  readonly amount: Money;
  readonly captured: Money;
  readonly refunded: Money;
  readonly fee: Money;
  readonly declineCode: string | null;
  readonly actionUrl: string | null;
  readonly slipReference: string | null;
  readonly capturedAt: Date | null;
  /** Keys of the refunds that have been made. */
  readonly refundKeys: readonly string[];
};
