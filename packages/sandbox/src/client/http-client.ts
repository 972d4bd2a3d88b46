import { z, type ZodType } from 'zod';
import { ProviderRefusal } from '../provider/payment.ts';
import { COMMANDS, paymentView, type CallOptions, type Command, type SandboxApi } from './api.ts';

export type SandboxHttpClientOptions = {
  /** `http://127.0.0.1:4010` */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** After which a call is given up when its caller waits longer; 10 s unless said. */
  readonly timeoutMs?: number;
};

const refusal = z.object({ code: z.string(), message: z.string(), final: z.boolean().default(true) });

/** Calls a sandbox provider that runs as its own process. */
export function createSandboxHttpClient(options: SandboxHttpClientOptions): SandboxApi {
  const call = <O extends keyof typeof COMMANDS, T>(operation: O, schema: ZodType<T>) => {
    return async (command: Command<O>, { signal }: CallOptions = {}): Promise<T> =>
      schema.parse(await post(options, operation, command, signal));
  };
  return {
    authorise: call('authorise', paymentView),
    capture: call('capture', paymentView),
    void: call('void', paymentView),
    refund: call('refund', paymentView),
    find: call('find', paymentView.nullable()),
    list: call('list', z.array(paymentView)),
    decide: call('decide', paymentView),
    paySlip: call('paySlip', paymentView),
    setOutcomes: call('setOutcomes', COMMANDS.setOutcomes.shape.rules),
    outcomes: call('outcomes', COMMANDS.setOutcomes.shape.rules),
  };
}

async function post(
  options: SandboxHttpClientOptions,
  operation: string,
  command: unknown,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const timeout = AbortSignal.timeout(options.timeoutMs ?? 10_000);
  const response = await fetch(`${options.baseUrl}/v1/${operation}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${options.apiKey}` },
    body: JSON.stringify(command),
    signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
  });
  const body: unknown = await response.json();
  if (response.ok) return body;
  const said = refusal.safeParse(body);
  if (said.success && response.status === 422) {
    const { code, message, final } = said.data;
    throw new ProviderRefusal(code, message, { final });
  }
  throw new Error(`the sandbox provider answered ${operation} with ${response.status}`);
}
