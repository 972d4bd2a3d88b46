import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { temporaryData } from '../../tests/harness/souk-process.ts';
import type { Measurement } from './measurement.ts';

const root = join(import.meta.dirname, '..', '..');

/** `souk import products FILE` into an empty Souk that does not run yet: its start counts. */
export const imports: Measurement = {
  name: 'imports',
  measure: async ({ quick }) => {
    const products = quick ? 2_000 : 20_000;
    const { dataDir, remove } = temporaryData('bench');
    try {
      const sellers = join(dataDir, 'sellers.csv');
      const file = join(dataDir, 'products.csv');
      await pipeline(Readable.from(sellerLines(20)), createWriteStream(sellers));
      await pipeline(Readable.from(productLines(products)), createWriteStream(file));
      const data = join(dataDir, 'data');
      await importFile(data, 'sellers', sellers);
      const started = performance.now();
      await importFile(data, 'products', file);
      const seconds = (performance.now() - started) / 1000;
      return [
        {
          what: 'import of products with offers, from CSV',
          value: products / seconds,
          unit: '/s',
          goal: { kind: 'at-least', value: 1_000 },
          notes: `${products.toLocaleString('en')} rows in ${seconds.toFixed(1)} s, start and stop of Souk included`,
        },
      ];
    } finally {
      remove();
    }
  },
};

function* sellerLines(count: number): Generator<string> {
  yield 'reference,name,postcode\n';
  for (let i = 0; i < count; i += 1) yield `seller-${i},Seller ${i},01310\n`;
}

function* productLines(count: number): Generator<string> {
  yield 'reference,title,category,sku,weight_grams,seller,price\n';
  for (let i = 0; i < count; i += 1)
    yield `product-${i},Thing number ${i} of the house,Home > Room ${i % 50},SKU-${i},500,seller-${i % 20},${10 + (i % 400)}.90\n`;
}

/** @throws with what the command wrote when it ends with another code than 0. */
function importFile(dataDir: string, kind: string, file: string): Promise<void> {
  const child = spawn(
    process.execPath,
    [join(root, 'apps', 'souk', 'bin', 'souk.js'), 'import', kind, file],
    { cwd: root, env: { ...process.env, SOUK_DATA: dataDir }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const written: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => written.push(chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0
        ? resolve()
        : reject(new Error(`souk import ${kind} ended with ${code ?? 'a signal'}:\n${written.join('')}`)),
    );
  });
}
