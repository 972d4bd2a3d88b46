import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const schema = z.object({
  state: z.enum(['begun', 'done']),
  logIns: z.array(z.object({ role: z.string(), email: z.string(), password: z.string() })),
});

export type DemoLogIn = z.infer<typeof schema>['logIns'][number];

const path = (dataDir: string): string => join(dataDir, 'demo.json');

/** Whether this data directory holds the demo shop: wholly, in part (a first start that was interrupted), or not. */
export function demoState(dataDir: string): 'none' | 'begun' | 'done' {
  return read(dataDir)?.state ?? 'none';
}

/** The log-ins of the demo shop; none when there is no demo shop here. */
export function demoLogIns(dataDir: string): readonly DemoLogIn[] {
  return read(dataDir)?.logIns ?? [];
}

export function writeDemoState(dataDir: string, state: 'begun' | 'done', logIns: readonly DemoLogIn[]): void {
  writeFileSync(path(dataDir), JSON.stringify({ state, logIns }, null, 2), { mode: 0o600 });
}

function read(dataDir: string): z.infer<typeof schema> | null {
  try {
    return schema.parse(JSON.parse(readFileSync(path(dataDir), 'utf8')));
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT')
      return null;
    throw error;
  }
}
