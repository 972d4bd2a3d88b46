import type { AccessRow } from '@souk/platform/http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../config.ts';
import { projectRoot } from '../project-root.ts';
import { readOptions } from './options.ts';

const options = {
  json: { type: 'boolean', help: 'print JSON instead of a table' },
} as const;

const columns = ['guest', 'customer', 'seller', 'carrier', 'admin'] as const;

/** `souk access matrix`: what each role is answered on each route, from the routes' own declarations. */
export async function run(args: string[]): Promise<number> {
  const parsed = readOptions(args, 'souk access matrix [OPTIONS]', options);
  if (parsed === null) return 0;
  const rows = await declaredAccess();
  if (parsed.values.json === true) {
    console.log(JSON.stringify(rows, null, 2));
    return 0;
  }
  const width = Math.max(...rows.map((row) => row.path.length)) + 8;
  const line = (route: string, cells: readonly string[]): void =>
    console.log((route.padEnd(width) + cells.map((cell) => cell.padEnd(10)).join('')).trimEnd());
  line('route', columns);
  for (const row of rows)
    line(
      `${row.method.toUpperCase().padEnd(7)}${row.path}`,
      columns.map((role) => row[role]),
    );
  return 0;
}

/** The declarations of all services, put together as at a start, in a data directory of its own that goes afterwards. */
async function declaredAccess(): Promise<AccessRow[]> {
  const { startSouk } = await import('../host/start-souk.ts');
  const { accessMatrix } = await import('@souk/platform/http');
  const dataDir = mkdtempSync(join(tmpdir(), 'souk-access-'));
  try {
    const souk = await startSouk(readConfig({ SOUK_DATA: dataDir }, projectRoot), { listen: false });
    await souk.stop();
    return accessMatrix(souk.modules);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}
