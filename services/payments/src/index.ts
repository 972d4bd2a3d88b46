export { createPayments, type Payments } from './payments.ts';
export { paymentsConfig, type PaymentsConfig } from './config.ts';
export { type PaymentProvider, type PaymentsDeps } from './deps.ts';
