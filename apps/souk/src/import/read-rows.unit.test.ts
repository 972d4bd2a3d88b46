import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRows, type CsvRow } from './read-rows.ts';

const folder = mkdtempSync(join(tmpdir(), 'souk-rows-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function rowsOf(content: string, delimiter = ','): Promise<CsvRow[]> {
  const file = join(folder, 'rows.csv');
  writeFileSync(file, content);
  const rows: CsvRow[] = [];
  for await (const row of readRows(file, delimiter, new AbortController().signal)) rows.push(row);
  return rows;
}

describe('the rows of a file', () => {
  it('begin with the header and carry their lines', async () => {
    expect(await rowsOf('\uFEFFa,b\r\n1,"x, y"\r\n\r\n2,"say ""hi"""\r\n')).toEqual([
      { header: ['a', 'b'] },
      { line: 2, cells: { a: '1', b: 'x, y' } },
      { line: 4, cells: { a: '2', b: 'say "hi"' } },
    ]);
  });

  it('may hold line breaks within quotes, and another delimiter', async () => {
    expect(await rowsOf('a;b\n1;"two\nlines"\n2;x', ';')).toEqual([
      { header: ['a', 'b'] },
      { line: 3, cells: { a: '1', b: 'two\nlines' } },
      { line: 4, cells: { a: '2', b: 'x' } },
    ]);
  });

  it('of a file that holds nothing but the header are none', async () => {
    expect(await rowsOf('a,b\n')).toEqual([{ header: ['a', 'b'] }]);
  });

  it('tell of a line that is no row, and go on behind it', async () => {
    const rows = await rowsOf('a,b\n1\n2,x"y\n3,z\n');
    expect(rows.at(-1)).toEqual({ line: 4, cells: { a: '3', b: 'z' } });
    expect(rows.filter((row) => 'fault' in row).map((row) => 'line' in row && row.line)).toEqual([2, 3]);
  });

  it('do not gather the file behind a quote that is never closed', async () => {
    const rest = Array.from({ length: 50_000 }, (_, n) => `${n},value`).join('\n');
    const rows = await rowsOf(`a,b\n1,"open\n${rest}\n`);
    expect(rows.some((row) => 'fault' in row)).toBe(true);
  });
});
