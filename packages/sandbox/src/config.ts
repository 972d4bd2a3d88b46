import { parseConfig, type Environment } from '@souk/platform/config';
import { z } from 'zod';

const schema = z.object({
  /** Connection string of the provider's own database. */
  databaseUri: z.string().min(1).describe('a MongoDB connection string'),
  port: z.coerce.number().int().min(0).max(65_535).default(4010),
  /** Shared with the shop: who may call the provider. */
  apiKey: z.string().min(16).describe('a secret of at least 16 characters'),
  /** Where webhooks go: the shop's `/api/v1/webhooks/sandbox`. */
  webhookUrl: z.url().describe('an http address'),
  webhookSecret: z.string().min(16).describe('a secret of at least 16 characters'),
  /** Where a buyer reaches the challenge page: the shop's address. */
  publicUrl: z.url().default('http://localhost:3000').describe('an http address'),
  webhookDelayMs: z.coerce.number().int().min(0).max(600_000).default(30),
  webhookLateMs: z.coerce.number().int().min(0).max(600_000).default(3_000),
  webhookRetryMs: z.coerce.number().int().min(1).max(600_000).default(500),
});

export type SandboxConfig = Readonly<z.infer<typeof schema>>;

/** Reads `SANDBOX_DATABASE_URI`, `SANDBOX_PORT`, `SANDBOX_API_KEY` … @throws ConfigError naming what is wrong. */
export function sandboxConfig(environment: Environment): SandboxConfig {
  return parseConfig(schema, environment, 'SANDBOX_');
}
