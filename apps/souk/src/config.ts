import { parseConfig, type Environment } from '@souk/platform/config';
import { join } from 'node:path';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const url = z.url({ protocol: /^https?$/ });

/** Every variable that Souk reads, with its default and what is allowed. `souk config check` prints the outcome. */
const schema = z.object({
  PORT: port.default(3000),
  /** Address to listen on; loopback unless told otherwise, since the demo shop has known log-ins. */
  SOUK_HOST: z.string().default('127.0.0.1'),
  /** Directory of database, keys and books. */
  SOUK_DATA: z.string().min(1).optional(),
  SOUK_CURRENCY: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('BRL'),
  /** Requests a minute for each account or address; 0 turns rate limits off. */
  SOUK_RATE_LIMIT: z.coerce.number().int().min(0).default(600),
  /** Log-ins and registrations a minute for each address; 0 turns this limit off. */
  SOUK_RATE_LIMIT_CREDENTIALS: z.coerce.number().int().min(0).default(30),
  /** Origins of web pages that may call the API, comma-separated. */
  SOUK_CORS_ORIGINS: z.string().default(''),
  SOUK_LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('warn'),
  /** Where the sandbox provider runs as a process of its own; without it, it runs inside. */
  SOUK_SANDBOX_URL: url.optional(),
  /** The key with which that provider lets Souk in. */
  SOUK_SANDBOX_API_KEY: z.string().min(16).optional(),
  /** Secret shared with the sandbox provider for webhook signatures; made in the data directory when absent. */
  SOUK_WEBHOOK_SECRET: z.string().min(16).optional(),
  /** How calls between services travel: `direct`, `binary` (through the messages' bytes) or `grpc` over loopback. */
  SOUK_RPC: z.enum(['direct', 'binary', 'grpc']).default('direct'),
  /** Days after which an event that every consumer has dealt with is removed from the log of this process. */
  SOUK_EVENT_RETENTION_DAYS: z.coerce.number().min(0.01).max(3_650).default(7),
  /** Days after which a consumer that does not run any more keeps no event from being removed. */
  SOUK_EVENT_ABSENCE_DAYS: z.coerce.number().min(1).max(3_650).default(30),
  /** A named kill point for crash tests: `checkout.capture.between` or `…:3` for its third passing. */
  SOUK_KILL_AT: z.string().default(''),
});

export type SoukConfig = Readonly<z.infer<typeof schema>> & {
  readonly SOUK_DATA: string;
  /** The environment that was read: each service parses its own settings from it. */
  readonly environment: Environment;
};

/** Reads the environment once. @throws an error that names the variable and what is allowed. */
export function readConfig(environment: Environment, projectRoot: string): SoukConfig {
  const parsed = parseConfig(schema, environment);
  return Object.freeze({ ...parsed, SOUK_DATA: parsed.SOUK_DATA ?? join(projectRoot, 'data'), environment });
}

/** The variables whose values are not shown. */
export const SECRETS: readonly (keyof SoukConfig)[] = ['SOUK_WEBHOOK_SECRET', 'SOUK_SANDBOX_API_KEY'];
