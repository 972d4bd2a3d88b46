import type { ErrorTable } from '@souk/kernel';
import { HTTP_ERRORS, STATUS_OF_KIND } from '@souk/platform/http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../apps/souk/src/config.ts';
import { startSouk } from '../../apps/souk/src/host/start-souk.ts';
import { projectRoot } from '../../apps/souk/src/project-root.ts';

/** The tables of error codes by who refuses: the HTTP edge first, then each service. */
export type ErrorTables = ReadonlyMap<string, ErrorTable>;

/** The tables as the program has them, put together as at a start. */
export async function errorTables(): Promise<ErrorTables> {
  const dataDir = mkdtempSync(join(tmpdir(), 'souk-errors-'));
  try {
    const souk = await startSouk(readConfig({ SOUK_DATA: dataDir }, projectRoot), { listen: false });
    await souk.stop();
    const tables = new Map<string, ErrorTable>([['every operation', HTTP_ERRORS]]);
    for (const { name, errors } of souk.modules) tables.set(name, { ...tables.get(name), ...errors });
    return tables;
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** `docs/errors.md` as it has to be. */
export function renderErrors(tables: ErrorTables): string {
  const sections = [...tables].flatMap(([name, table]) => {
    const rows = Object.entries(table).toSorted(([a], [b]) => (a < b ? -1 : 1));
    if (rows.length === 0) return [];
    const lines = rows.map(
      ([code, { kind, message }]) => `| \`${code}\` | ${STATUS_OF_KIND[kind]} | ${message} |`,
    );
    return [[`## ${name}`, '', '| code | status | meaning |', '| --- | --- | --- |', ...lines].join('\n')];
  });
  return `${[INTRODUCTION, ...sections].join('\n\n')}\n`;
}

const INTRODUCTION = `# Error codes

Every refusal is \`application/problem+json\` (RFC 9457). Programs go by \`code\`, which is stable; \`detail\` is for people.
\`errors[]\` names each wrong field by a JSON Pointer (\`pointer\`: \`/lines/0/quantity\` in the body; \`/query/…\`, \`/path/…\`, \`/headers/…\`
elsewhere) and the \`rule\` that it breaks. Which codes an operation can answer with stands beside it in \`/openapi.json\`.

A request with an \`Idempotency-Key\` can be sent again after 409 \`idempotency-running\`, 429, 503 and 504: it takes effect once. Any
5xx carries an \`errorId\` under which the log has the whole story. Beside the codes below there are \`method-not-allowed\` (405, with
\`Allow\`), \`internal\` (500) and, in the first moments of a start, \`starting\` (503).

This page is written by \`npm run docs\` from the tables that the program uses; a test holds them together.`;
