import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for the files of a test; `write` gives the file's path. */
export type Files = { write(name: string, content: string | Buffer): string; remove(): void };

export function temporaryFiles(): Files {
  const folder = mkdtempSync(join(tmpdir(), 'souk-files-'));
  return {
    write: (name, content) => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** CSV with a header line. */
export function csv(header: string, ...lines: readonly string[]): string {
  return `${[header, ...lines].join('\n')}\n`;
}

export const SELLER_HEADER = 'reference,name,postcode,commission_basis_points';

/** `count` sellers named by `prefix`. */
export function sellersCsv(prefix: string, count: number): string {
  const lines = Array.from({ length: count }, (_, n) => `${prefix}-${n},Seller ${prefix} ${n},13023,900`);
  return csv(SELLER_HEADER, ...lines);
}
