export {
  createSandboxProvider,
  type SandboxProvider,
  type SandboxProviderOptions,
} from './provider/provider.ts';
export { DEFAULT_FEES, ProviderRefusal, type FeeTable } from './provider/payment.ts';
export { ConnectionLost } from './provider/call-faults.ts';
export { type WebhookTiming } from './provider/notices.ts';
export { type OutcomeRule, type PaymentView, type SandboxApi } from './client/api.ts';
export { createSandboxHttpClient, type SandboxHttpClientOptions } from './client/http-client.ts';
export {
  createSandboxPaymentProvider,
  type SandboxPaymentProviderOptions,
  type SandboxReport,
} from './client/payment-provider.ts';
export { httpWebhookSender, type WebhookSender } from './webhooks/sender.ts';
export { SIGNATURE_HEADER, isSignedWebhook, signWebhook } from './webhooks/signature.ts';
export { serveSandbox, type SandboxServer, type SandboxServerOptions } from './server/server.ts';
export { createBusinessClock, type BusinessClock } from './time/business-clock.ts';
export { createSandboxRates, DEFAULT_RATES, type RateTable, type SandboxRates } from './rates/rates.ts';
export { sandboxModule } from './control/module.ts';
export type { SandboxControl } from './control/control.ts';
