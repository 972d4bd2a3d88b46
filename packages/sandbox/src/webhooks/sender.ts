import { SIGNATURE_HEADER } from './signature.ts';

/** Carries one signed webhook to whoever listens. Resolves when it was taken; rejects to have it tried again. */
export type WebhookSender = (delivery: {
  readonly headers: Readonly<Record<string, string>>;
  readonly rawBody: Uint8Array<ArrayBuffer>;
}) => Promise<void>;

/** Sends webhooks as POST requests; any answer but a 2xx counts as not taken. */
export function httpWebhookSender(url: string, timeoutMs = 5_000): WebhookSender {
  return async ({ headers, rawBody }) => {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body: rawBody,
      signal: AbortSignal.timeout(timeoutMs),
    });
    // The body must be read for the connection to be used again.
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`the webhook was answered with ${response.status}`);
  };
}

/** The headers of a webhook. */
export function webhookHeaders(signature: string): Record<string, string> {
  return { 'content-type': 'application/json', [SIGNATURE_HEADER]: signature };
}
